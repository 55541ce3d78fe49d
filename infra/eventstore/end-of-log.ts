import { BACKWARDS, END, type EventStoreDBClient } from '@eventstore/db-client';

/** The position of the last event of the log, undefined for an empty one. Whoever follows from here misses nothing that comes. */
export const endOfLog = async (client: EventStoreDBClient): Promise<bigint | undefined> => {
  for await (const { event } of client.readAll({ direction: BACKWARDS, fromPosition: END, maxCount: 1 }))
    return event?.position.commit;
  return undefined;
};
