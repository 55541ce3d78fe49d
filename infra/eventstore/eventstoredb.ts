import { EventStoreDBClient } from '@eventstore/db-client';
import type { EventStore, RecordedEvent } from '../../domains/kernel/event-store.ts';
import { appendSettled } from './append.ts';
import { unlessLogAway } from './away.ts';
import type { EventCodec } from './event-codec.ts';
import { decodeStored, type StoredEvent } from './decode-stored.ts';
import { readSinceType, readWhole } from './read.ts';
import { subscribeToLog, type SubscriptionEvents } from './subscription.ts';

export { STREAM_EVENTS_MAX } from './read.ts';

/** The event log through EventStoreDB's own client. Reads and appends throw `StoreUnavailable` while it does not answer. */
export const eventStoreDb = (
  connectionString: string,
  codec: EventCodec,
  events: SubscriptionEvents = {},
): EventStore & { readonly client: EventStoreDBClient; close(): Promise<void> } => {
  const client = EventStoreDBClient.connectionString(connectionString);
  const decode = (stream: string, stored: readonly StoredEvent[]): Promise<RecordedEvent[]> =>
    decodeStored(codec, stored, (type) => {
      throw new Error(`stream ${stream} holds an event of the unknown type ${type}`);
    });
  return {
    client,
    readStream: async (stream, fromRevision = 0n) =>
      decode(stream, await unlessLogAway(readWhole(client, stream, fromRevision))),
    readSinceNewest: async (stream, type) => decode(stream, await unlessLogAway(readSinceType(client, stream, type))),
    append: (stream, expected, batch) =>
      unlessLogAway(
        appendSettled({ client, codec }, { stream, expected, events: batch }, (error) =>
          events.onAppendUnknown?.(error),
        ),
      ),
    subscribe: (after, onBatch) => subscribeToLog({ client, codec, after, onBatch, events }),
    close: () => client.dispose(),
  };
};
