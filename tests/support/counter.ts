import type { FeedBatch, RecordedEvent } from '../../domains/kernel/event-store.ts';
import { defineProjection, type AnyProjection } from '../../domains/kernel/projection.ts';

type Counted = { type: 'Counted'; data: { key: string; amount: number } } | { type: 'Cleared'; data: { key: string } };
export type CounterRow = { readonly key: string; readonly total: number; readonly seen: number };
const ID = '0198f000-0000-7000-8000-ffffffffffff';

let names = 0;
/** Counts in a table of its own; a negative amount is poison for it when it is `strict`. */
export const counter = (strict = false, name = `counter_${(names += 1)}`): AnyProjection =>
  defineProjection<Counted, CounterRow>({
    service: 'spec',
    name,
    version: 1,
    columns: { key: 'text', total: 'bigint', seen: 'integer' },
    key: 'key',
    handles: ['Counted', 'Cleared'],
    keysOf: ({ data }) => [data.key],
    evolve: (row, event, key) => {
      if (event.type === 'Cleared') return undefined;
      const { amount } = event.data as { amount: number };
      if (strict && amount < 0) throw new Error('a negative amount');
      return { key, total: (row?.total ?? 0) + amount, seen: (row?.seen ?? 0) + 1 };
    },
  });

export const recorded = (position: bigint, type: 'Counted' | 'Cleared', key: string, amount = 1): RecordedEvent => ({
  type,
  data: { key, amount },
  eventId: ID,
  stream: `count-${key}`,
  revision: position,
  position,
  metadata: {
    correlationId: ID,
    causationId: ID,
    actor: 'test',
    schemaVersion: 1,
    recordedAt: '2026-01-31T10:00:00.000Z',
  },
});
export const batch = (...events: RecordedEvent[]): FeedBatch => ({ events, position: events.at(-1)!.position });
