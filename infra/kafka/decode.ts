import type { FeedBatch, RecordedEvent, Undecodable } from '../../domains/kernel/event-store.ts';
import { DecodeFailure, type EventCodec } from '../eventstore/event-codec.ts';
import type { RelayedEvent } from './records.ts';

/**
 * Opens and upcasts what the relay sent, apart from events that do not fit what their type declares. Throws when the keys
 * cannot be reached.
 */
export const decodeRelayed = async (
  codec: EventCodec,
  { events: relayed, position }: { readonly events: readonly RelayedEvent[]; readonly position: bigint },
): Promise<FeedBatch> => {
  const messages = await codec.decodeEach(
    relayed.map(({ type, data, metadata }) => ({ type, data, schemaVersion: metadata.schemaVersion })),
  );
  const events: RecordedEvent[] = [];
  const undecodable: Undecodable[] = [];
  for (const [index, message] of messages.entries()) {
    if (message === undefined) continue;
    const { eventId, type, stream, revision, position: at, metadata } = relayed[index]!;
    if (message instanceof DecodeFailure) undecodable.push({ type, stream, revision, position: at, error: message });
    else events.push({ type, data: message.data, eventId, stream, revision, position: at, metadata });
  }
  return { events, position, undecodable };
};
