import {
  NO_STREAM,
  type EventStore,
  type FeedBatch,
  type RecordedEvent,
  type Subscription,
} from '../../domains/kernel/event-store.ts';

export type MemoryEventStore = EventStore & { readonly log: readonly RecordedEvent[] };

/** The newest event of a type and what follows it, or all. */
export const sinceNewest = (events: readonly RecordedEvent[], type: string): readonly RecordedEvent[] =>
  events.slice(
    Math.max(
      0,
      events.findLastIndex((event) => event.type === type),
    ),
  );

/** The log in memory, with the same contract as the EventStoreDB adapter; for the simulation and for tests of other parts. */
export const memoryEventStore = (): MemoryEventStore => {
  const log: RecordedEvent[] = [];
  const streams = new Map<string, RecordedEvent[]>();
  const wake = new Set<() => void>();

  const subscribe = (after: bigint | undefined, onBatch: (batch: FeedBatch) => Promise<void>): Subscription => {
    let next = after === undefined ? 0 : Number(after) + 1;
    let closing = false;
    let stir: () => void = () => undefined;
    const notice = (): void => stir();
    wake.add(notice);
    const run = async (): Promise<void> => {
      while (!closing) {
        if (next < log.length) {
          const events = log.slice(next);
          await onBatch({ events, position: events.at(-1)!.position });
          next += events.length;
        } else await new Promise<void>((resolve) => (stir = resolve));
      }
    };
    const closed = run().finally(() => wake.delete(notice));
    return {
      closed,
      close: async () => {
        closing = true;
        stir();
        await closed.catch(() => undefined);
      },
    };
  };

  return {
    log,
    readStream: async (stream, fromRevision = 0n) => {
      await Promise.resolve();
      return (streams.get(stream) ?? []).slice(Number(fromRevision));
    },
    readSinceNewest: (stream, type) => Promise.resolve(sinceNewest(streams.get(stream) ?? [], type)),
    append: async (stream, expected, events) => {
      await Promise.resolve();
      const present = streams.get(stream) ?? [];
      const first = present[Number(expected) + 1];
      if (first !== undefined && first.eventId === events[0]!.eventId) {
        const last = present[Number(expected) + events.length]!;
        return { outcome: 'appended', revision: last.revision, position: last.position };
      }
      if (BigInt(present.length) - 1n !== expected) return { outcome: 'conflict' };
      for (const { eventId, type, data, metadata } of events)
        present.push({
          type,
          data: structuredClone(data),
          eventId,
          metadata,
          stream,
          revision: BigInt(present.length),
          position: BigInt(log.push(undefined as never) - 1),
        });
      for (const event of present.slice(-events.length)) log[Number(event.position)] = event;
      streams.set(stream, present);
      for (const notice of wake) notice();
      const last = present.at(-1);
      return { outcome: 'appended', revision: last?.revision ?? NO_STREAM, position: last?.position ?? 0n };
    },
    subscribe,
  };
};
