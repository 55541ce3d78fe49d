import { START, StreamNotFoundError, type EventStoreDBClient } from '@eventstore/db-client';
import type { StoredEvent } from './decode-stored.ts';

/** A stream is bounded by design; one that is longer than this is a mistake worth stopping for. */
export const STREAM_EVENTS_MAX = 100_000;

/** Events of a stream from a revision on, at most `max`; none for a stream that does not exist. */
export const readStored = async (
  client: EventStoreDBClient,
  stream: string,
  from: bigint,
  max: number,
): Promise<StoredEvent[]> => {
  const stored: StoredEvent[] = [];
  try {
    const read = client.readStream(stream, { fromRevision: from === 0n ? START : from, maxCount: max });
    for await (const { event } of read) if (event !== undefined) stored.push(event);
  } catch (error) {
    if (!(error instanceof StreamNotFoundError)) throw error;
  }
  return stored;
};

/** All events of a stream from a revision on. Throws when there are more than a stream should ever hold. */
export const readWhole = async (client: EventStoreDBClient, stream: string, from: bigint): Promise<StoredEvent[]> => {
  const stored = await readStored(client, stream, from, STREAM_EVENTS_MAX + 1);
  if (stored.length > STREAM_EVENTS_MAX)
    throw new Error(`stream ${stream} holds more than ${STREAM_EVENTS_MAX} events`);
  return stored;
};
