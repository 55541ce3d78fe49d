import type { ResolvedEvent } from '@eventstore/db-client';
import type { RecordedEvent, Undecodable } from '../../domains/kernel/event-store.ts';
import type { Metadata } from '../../event-schemas/primitives.ts';
import { DecodeFailure, type EventCodec } from './event-codec.ts';

/** An event as the client gives it. */
export type StoredEvent = NonNullable<ResolvedEvent['event']>;

/** Stored events to recorded ones, apart from those that cannot be read; undeclared types are dropped unless `onUnknown` throws. */
export const decodeBatch = async (
  codec: EventCodec,
  stored: readonly StoredEvent[],
  onUnknown: (type: string) => void,
): Promise<{ readonly events: RecordedEvent[]; readonly undecodable: Undecodable[] }> => {
  const decoded = await codec.decodeEach(
    stored.map(({ type, data, metadata }) => ({
      type,
      data,
      schemaVersion: (metadata as Metadata | undefined)?.schemaVersion ?? 1,
    })),
  );
  const events: RecordedEvent[] = [];
  const undecodable: Undecodable[] = [];
  for (const [index, message] of decoded.entries()) {
    const { id, streamId, revision, position: at, type, metadata } = stored[index]!;
    const place = { stream: streamId, revision: revision, position: at?.commit ?? 0n };
    if (message === undefined) onUnknown(type);
    else if (message instanceof DecodeFailure) undecodable.push({ ...place, type, error: message });
    else events.push({ ...message, ...place, eventId: id, metadata: metadata as Metadata });
  }
  return { events, undecodable };
};

/** The same for a stream that is to be folded: throws for an event that cannot be read, naming it. */
export const decodeStored = async (
  codec: EventCodec,
  stored: readonly StoredEvent[],
  onUnknown: (type: string) => void,
): Promise<RecordedEvent[]> => {
  const { events, undecodable } = await decodeBatch(codec, stored, onUnknown);
  const [first] = undecodable;
  if (first !== undefined)
    throw new Error(`event ${first.stream}@${first.revision} cannot be read: ${String(first.error)}`, {
      cause: first.error,
    });
  return events;
};
