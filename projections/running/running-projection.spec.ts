import { describe, expect, it } from 'vitest';
import type { RecordedEvent } from '../../domains/kernel/event-store.ts';
import type { ProjectionStore } from '../../domains/kernel/ports/projection-store.ts';
import { defineProjection } from '../../domains/kernel/projection.ts';
import type { Recorded } from '../../event-schemas/primitives.ts';
import { RunningProjection } from './running-projection.ts';

type Counted = { readonly type: 'Opened' | 'Counted'; readonly data: { readonly id: string } };
type Row = { readonly id: string; readonly count: number };

const counts = defineProjection<Counted, Row>({
  service: 'tests',
  name: 'count',
  version: 1,
  columns: { id: 'text', count: 'integer' },
  key: 'id',
  handles: ['Opened', 'Counted'],
  keysOf: ({ data }: Recorded<Counted>) => [data.id],
  begins: ({ type }) => type === 'Opened',
  evolve: (row, { type }, id) => ({ id, count: type === 'Opened' ? 0 : (row?.count ?? 0) + 1 }),
});

const storeWith = (rows: Readonly<Record<string, Row>>) => {
  const loaded: string[] = [];
  const store: Pick<ProjectionStore, 'load'> = {
    load: (_projection, keys) => {
      loaded.push(...keys);
      return Promise.resolve(new Map(keys.flatMap((key) => (rows[key] === undefined ? [] : [[key, rows[key]]]))));
    },
  };
  return { store: store as ProjectionStore, loaded };
};
const event = (type: Counted['type'], id: string, position: bigint): RecordedEvent =>
  ({ type, data: { id }, position }) as unknown as RecordedEvent;

describe('the rows that a fold needs', () => {
  it('are read, but for those that begin with the first of their events', async () => {
    const { store, loaded } = storeWith({ old: { id: 'old', count: 5 } });
    const running = new RunningProjection(counts, -1n);
    const { write } = await running.fold(store, [
      event('Opened', 'new', 1n),
      event('Counted', 'new', 2n),
      event('Counted', 'old', 3n),
    ]);
    expect(loaded).toEqual(['old']);
    expect(write.upserts).toEqual([
      { id: 'new', count: 1 },
      { id: 'old', count: 6 },
    ]);
  });

  it('are read when another event comes before the one that begins them', async () => {
    const { store, loaded } = storeWith({ odd: { id: 'odd', count: 5 } });
    await new RunningProjection(counts, -1n).fold(store, [event('Counted', 'odd', 1n), event('Opened', 'odd', 2n)]);
    expect(loaded).toEqual(['odd']);
  });
});
