import { BACKWARDS, END, type EventStoreDBClient } from '@eventstore/db-client';

/** The position of the last event of the log, undefined for an empty one. Whoever follows from here misses nothing that comes. */
export const endOfLog = async (client: EventStoreDBClient): Promise<bigint | undefined> => {
  let last: bigint | undefined;
  // Read to its end: a read that is left early keeps the client from ever closing.
  for await (const { event } of client.readAll({ direction: BACKWARDS, fromPosition: END, maxCount: 1 }))
    last = event?.position.commit;
  return last;
};
