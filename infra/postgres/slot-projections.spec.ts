import { beforeEach, expect, it } from 'vitest';
import { SlotTaken } from '../../domains/kernel/ports/slot-projection-store.ts';
import type { FeedBatch, RecordedEvent } from '../../domains/kernel/event-store.ts';
import { defineProjection, type AnyProjection } from '../../domains/kernel/projection.ts';
import { SlotRunner, type Halt } from '../../projections/slots/runner.ts';
import { withTestDatabase } from '../../tests/support/test-database.ts';
import type { Database } from './database.ts';
import { postgresProjectionStore } from './projection-store.ts';
import { postgresSlotProjectionStore } from './slot-projection-store.ts';

type Counted = { readonly type: 'Counted'; readonly data: { readonly key: string; readonly bad?: boolean } };
type Row = { readonly id: string; readonly total: number; readonly last: string };

/** A row that gets events from every slot, which only locks keep right. */
const counts = (version: number): AnyProjection =>
  defineProjection<Counted, Row>({
    service: 'spec',
    name: 'counts',
    version,
    columns: { id: 'text', total: 'integer', last: 'text' },
    key: 'id',
    handles: ['Counted'],
    keysOf: ({ data }) => [data.key],
    evolve: (row, { data, stream }, id) => {
      if (data.bad === true) throw new Error('cannot take this');
      return { id, total: (row?.total ?? 0) + 1, last: row === undefined || stream > row.last ? stream : row.last };
    },
  });

const SLOTS = 4;
let database: Database;
let projection: AnyProjection;
let version = 0;
const halts: Halt[] = [];

withTestDatabase(8, (opened) => (database = opened));
beforeEach(() => {
  projection = counts((version += 1));
  halts.length = 0;
});

const event = (position: number, key: string, bad?: boolean): RecordedEvent => ({
  type: 'Counted',
  data: { key, ...(bad === undefined ? {} : { bad }) },
  eventId: `e${position}`,
  stream: `counted-${position}`,
  revision: 0n,
  position: BigInt(position),
  metadata: {
    correlationId: '01980000-0000-7000-8000-000000000001',
    causationId: '01980000-0000-7000-8000-000000000001',
    actor: 'spec',
    schemaVersion: 1,
    recordedAt: '2026-01-01T00:00:00.000Z',
  },
});
const batch = (events: readonly RecordedEvent[], position = events.at(-1)!.position): FeedBatch => ({
  events,
  position,
});
const store = () => postgresSlotProjectionStore(database, SLOTS);
const open = async (slot: number, ...others: readonly AnyProjection[]): Promise<SlotRunner> => {
  await store().prepare([projection, ...others]);
  return SlotRunner.open(slot, [projection, ...others], store(), (halt) => {
    halts.push(halt);
    return Promise.resolve();
  });
};
const totals = async (): Promise<Record<string, number>> => {
  const rows = await database.query<Row>({
    text: `select id, total from spec.counts_v${version} order by id`,
    values: [],
  });
  return Object.fromEntries(rows.map(({ id, total }) => [id, total]));
};

it('counts every event once when all slots write the same rows at the same time', async () => {
  const rounds = 10;
  const keys = Array.from({ length: 60 }, (_, index) => `k${index}`);
  const runners = await Promise.all(Array.from({ length: SLOTS }, (_, slot) => open(slot)));
  for (let round = 0; round < rounds; round += 1)
    // New rows in every round, so that slots also meet where there is nothing to lock yet.
    await Promise.all(
      runners.map((runner, slot) => {
        const first = 1 + (round * SLOTS + slot) * 2 * keys.length;
        const events = keys.flatMap((key, index) => [
          event(first + 2 * index, key),
          event(first + 2 * index + 1, `${key} in round ${round}`),
        ]);
        return runner.onBatch(batch(events));
      }),
    );
  const found = await totals();
  expect(keys.map((key) => found[key])).toEqual(keys.map(() => rounds * SLOTS));
  expect(Object.values(found).reduce((sum, total) => sum + total, 0)).toBe(2 * rounds * SLOTS * keys.length);
});

it('changes nothing when a batch is delivered again, also to another process', async () => {
  const events = [event(1, 'a'), event(2, 'a')];
  const runner = await open(0);
  await runner.onBatch(batch(events));
  await runner.onBatch(batch(events));
  await (await open(0)).onBatch(batch([...events, event(3, 'a')]));
  expect(await totals()).toEqual({ a: 3 });
});

it('refuses a process whose slot another one has taken on', async () => {
  const before = await open(1);
  await before.onBatch(batch([event(1, 'a')]));
  const after = await open(1);
  await after.onBatch(batch([event(2, 'a')]));
  await expect(before.onBatch(batch([event(2, 'a'), event(3, 'a')]))).rejects.toBeInstanceOf(SlotTaken);
  expect(await totals()).toEqual({ a: 2 });
});

it('refuses it also when it has only a checkpoint to store', async () => {
  const before = await open(1);
  await before.onBatch(batch([], 5n));
  const after = await open(1);
  await after.onBatch(batch([], 9n));
  expect(await after.flush()).toBe(9n);
  await expect(before.flush()).rejects.toBeInstanceOf(SlotTaken);
});

it('stops the projection that cannot take an event, before it, and lets the others go on', async () => {
  const other: AnyProjection = {
    ...counts(version),
    name: 'others',
    evolve: (row: Row | undefined, { stream }: RecordedEvent, id: string) => ({
      id,
      total: (row?.total ?? 0) + 1,
      last: stream,
    }),
  };
  const runner = await open(2, other);
  await runner.onBatch(batch([event(1, 'a')]));
  await runner.onBatch(batch([event(2, 'a'), event(3, 'a', true)]));
  await runner.onBatch(batch([event(4, 'a')]));
  expect(halts).toMatchObject([{ projection: 'counts', stream: 'counted-3', position: 3n }]);
  expect(runner.positions).toEqual(
    new Map([
      ['counts', 1n],
      ['others', 4n],
    ]),
  );
  expect(await totals()).toEqual({ a: 1 });
  expect(runner.resumeAfter).toBe(1n);
});

it('stops before an event that cannot be read', async () => {
  const runner = await open(0);
  const undecodable = [{ type: 'Counted', stream: 'counted-2', revision: 0n, position: 2n, error: new Error('?') }];
  await runner.onBatch({ events: [event(1, 'a')], position: 2n, undecodable });
  expect(halts).toMatchObject([{ projection: 'counts', position: 2n }]);
  expect(runner.resumeAfter).toBeUndefined();
});

it('goes on from where one process without slots had come', async () => {
  await postgresProjectionStore(database).prepare([projection]);
  await database.query({
    text: `update projection.checkpoint set position = 7 where projection = $1`,
    values: [`counts@${version}`],
  });
  const runner = await open(3);
  expect(runner.resumeAfter).toBe(7n);
  await runner.onBatch(batch([event(6, 'a'), event(8, 'a')]));
  expect(await totals()).toEqual({ a: 1 });
});
