import type { ResolvedEvent } from '@eventstore/db-client';
import type { RecordedEvent } from '../../domains/kernel/event-store.ts';
import type { Metadata } from '../../event-schemas/primitives.ts';
import type { EventCodec } from './event-codec.ts';

/** An event as the client gives it. */
export type StoredEvent = NonNullable<ResolvedEvent['event']>;

/** Stored events to recorded ones; undeclared types are dropped unless `onUnknown` throws. */
export const decodeStored = async (
  codec: EventCodec,
  stored: readonly StoredEvent[],
  onUnknown: (type: string) => void,
): Promise<RecordedEvent[]> => {
  const decoded = await codec.decode(
    stored.map(({ type, data, metadata }) => ({
      type,
      data,
      schemaVersion: (metadata as Metadata | undefined)?.schemaVersion ?? 1,
    })),
  );
  const recorded: RecordedEvent[] = [];
  for (const [index, message] of decoded.entries()) {
    const { id, streamId, revision, position, type, metadata } = stored[index]!;
    if (message === undefined) onUnknown(type);
    else
      recorded.push({
        ...message,
        eventId: id,
        stream: streamId,
        revision: BigInt(revision),
        position: BigInt(position?.commit ?? 0),
        metadata: metadata as Metadata,
      });
  }
  return recorded;
};
