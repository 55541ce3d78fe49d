import {
  EventStoreDBClient,
  NO_STREAM as NO_STREAM_EXPECTED,
  START,
  StreamNotFoundError,
  WrongExpectedVersionError,
  jsonEvent,
  type JSONType,
} from '@eventstore/db-client';
import { NO_STREAM, type AppendOutcome, type EventStore, type NewEvent } from '../../domains/kernel/event-store.ts';
import type { EventCodec } from './event-codec.ts';
import { decodeStored, type StoredEvent } from './decode-stored.ts';
import { subscribeToLog, type SubscriptionEvents } from './subscription.ts';

/** A stream is bounded by design; one that is longer than this is a mistake worth stopping for. */
export const STREAM_EVENTS_MAX = 100_000;
const APPEND_TIMEOUT_MS = 10_000;
const RESOLVE_ATTEMPTS_MAX = 20;
const RESOLVE_PAUSE_MS = 250;

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** A lost answer must not hang a command for ever, since the client sets no deadline on this call. */
const within = async <T>(ms: number, work: Promise<T>): Promise<T> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, fail) => {
    timer = setTimeout(() => fail(new Error(`no answer from the event log within ${ms} ms`)), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
};

/**
 * The event log through EventStoreDB's own client. Any error of an append is an unknown outcome (the client's batch stream
 * rejects all pending appends when one fails), so the stream is read again and the derived event ids decide.
 */
export const eventStoreDb = (
  connectionString: string,
  codec: EventCodec,
  events: SubscriptionEvents = {},
): EventStore & { readonly client: EventStoreDBClient; close(): Promise<void> } => {
  const client = EventStoreDBClient.connectionString(connectionString);

  const readStored = async (stream: string, from: bigint): Promise<StoredEvent[]> => {
    const stored: StoredEvent[] = [];
    try {
      const read = client.readStream(stream, { fromRevision: from === 0n ? START : from, maxCount: STREAM_EVENTS_MAX });
      for await (const { event } of read) if (event !== undefined) stored.push(event);
    } catch (error) {
      if (!(error instanceof StreamNotFoundError)) throw error;
    }
    return stored;
  };

  const append = async (stream: string, expected: bigint, batch: readonly NewEvent[]): Promise<AppendOutcome> => {
    const data = await codec.encode(batch);
    const written = batch.map(({ eventId, type, metadata }, index) =>
      jsonEvent({ id: eventId, type, data: data[index] as JSONType, metadata }),
    );
    const appended = await within(
      APPEND_TIMEOUT_MS,
      client.appendToStream(stream, written, {
        expectedRevision: expected === NO_STREAM ? NO_STREAM_EXPECTED : expected,
      }),
    );
    return {
      outcome: 'appended',
      revision: BigInt(appended.nextExpectedRevision),
      position: BigInt(appended.position?.commit ?? 0),
    };
  };

  /** Reads what follows the expected revision: our own events mean success, others a conflict, none that it never arrived. */
  const settleUnknown = async (
    stream: string,
    expected: bigint,
    batch: readonly NewEvent[],
  ): Promise<AppendOutcome> => {
    for (let attempt = 1; ; attempt += 1) {
      try {
        const after = await within(APPEND_TIMEOUT_MS, readStored(stream, expected + 1n));
        const first = after[0];
        if (first === undefined) return await append(stream, expected, batch);
        if (first.id !== batch[0]!.eventId) return { outcome: 'conflict' };
        const last = after[batch.length - 1]!;
        return { outcome: 'appended', revision: BigInt(last.revision), position: BigInt(last.position?.commit ?? 0) };
      } catch (error) {
        if (error instanceof WrongExpectedVersionError) return { outcome: 'conflict' };
        if (attempt === RESOLVE_ATTEMPTS_MAX) throw error;
        await pause(RESOLVE_PAUSE_MS);
      }
    }
  };

  return {
    client,
    readStream: async (stream, fromRevision = 0n) =>
      decodeStored(codec, await readStored(stream, fromRevision), (type) => {
        throw new Error(`stream ${stream} holds an event of the unknown type ${type}`);
      }),
    append: async (stream, expected, batch) => {
      try {
        return await append(stream, expected, batch);
      } catch (error) {
        if (error instanceof WrongExpectedVersionError) return { outcome: 'conflict' };
        events.onAppendUnknown?.(error);
        return settleUnknown(stream, expected, batch);
      }
    },
    subscribe: (after, onBatch) => subscribeToLog({ client, codec, after, onBatch, events }),
    close: () => client.dispose(),
  };
};
