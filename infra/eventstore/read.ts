import { END, START, StreamNotFoundError, type EventStoreDBClient } from '@eventstore/db-client';
import type { StoredEvent } from './decode-stored.ts';

/** A stream is bounded by design; one that is longer than this is a mistake worth stopping for. */
export const STREAM_EVENTS_MAX = 100_000;
/** Events of one request when a stream is read from its end: most streams are shorter. */
export const BACKWARDS_PAGE_MAX = 500;

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

const readBackwards = async (
  client: EventStoreDBClient,
  stream: string,
  from: bigint | undefined,
): Promise<StoredEvent[]> => {
  const stored: StoredEvent[] = [];
  try {
    const where = { direction: 'backwards', fromRevision: from ?? END, maxCount: BACKWARDS_PAGE_MAX } as const;
    for await (const { event } of client.readStream(stream, where)) if (event !== undefined) stored.push(event);
  } catch (error) {
    if (!(error instanceof StreamNotFoundError)) throw error;
  }
  return stored;
};

/**
 * The newest event of a type and what follows it, or the whole stream, however long its beginning is. Reads from the end
 * towards the beginning, so that what others append meanwhile is left out as a whole.
 */
export const readSinceType = async (
  client: EventStoreDBClient,
  stream: string,
  type: string,
): Promise<StoredEvent[]> => {
  const newestFirst: StoredEvent[] = [];
  let from: bigint | undefined;
  while (newestFirst.length <= STREAM_EVENTS_MAX) {
    const page = await readBackwards(client, stream, from);
    const found = page.findIndex((event) => event.type === type);
    newestFirst.push(...(found === -1 ? page : page.slice(0, found + 1)));
    const last = page.at(-1);
    if (found !== -1 || last === undefined || last.revision === 0n || page.length < BACKWARDS_PAGE_MAX)
      return newestFirst.reverse();
    from = last.revision - 1n;
  }
  throw new Error(`stream ${stream} holds more than ${STREAM_EVENTS_MAX} events since its newest ${type}`);
};
