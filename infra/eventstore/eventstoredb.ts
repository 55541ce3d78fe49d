import { EventStoreDBClient } from '@eventstore/db-client';
import type { EventStore } from '../../domains/kernel/event-store.ts';
import { appendSettled } from './append.ts';
import type { EventCodec } from './event-codec.ts';
import { decodeStored } from './decode-stored.ts';
import { readWhole } from './read.ts';
import { subscribeToLog, type SubscriptionEvents } from './subscription.ts';

export { STREAM_EVENTS_MAX } from './read.ts';

/** The event log through EventStoreDB's own client. */
export const eventStoreDb = (
  connectionString: string,
  codec: EventCodec,
  events: SubscriptionEvents = {},
): EventStore & { readonly client: EventStoreDBClient; close(): Promise<void> } => {
  const client = EventStoreDBClient.connectionString(connectionString);
  return {
    client,
    readStream: async (stream, fromRevision = 0n) =>
      decodeStored(codec, await readWhole(client, stream, fromRevision), (type) => {
        throw new Error(`stream ${stream} holds an event of the unknown type ${type}`);
      }),
    append: (stream, expected, batch) =>
      appendSettled({ client, codec }, { stream, expected, events: batch }, (error) => events.onAppendUnknown?.(error)),
    subscribe: (after, onBatch) => subscribeToLog({ client, codec, after, onBatch, events }),
    close: () => client.dispose(),
  };
};
