import { expect, it } from 'vitest';
import type { AnyProjection } from '../../domains/kernel/projection.ts';
import { projectionRunner } from '../../projections/runner.ts';
import { SlotRunner } from '../../projections/slots/runner.ts';
import { batch, counter, recorded } from '../../tests/support/counter.ts';
import { withTestDatabase } from '../../tests/support/test-database.ts';
import { activateCaughtUp, activeVersions } from './activation.ts';
import type { Database } from './database.ts';
import { postgresProjectionStore } from './projection-store.ts';
import { postgresSlotProjectionStore } from './slot-projection-store.ts';

let database: Database;
withTestDatabase(4, (opened) => (database = opened));

const seen = ({ name }: AnyProjection) =>
  database.query({ text: `select key, total from spec.${name} order by key`, values: [], replan: true });
/** The same projection in a later program, which counts double. */
const next = (projection: AnyProjection): AnyProjection => ({
  ...projection,
  version: projection.version + 1,
  evolve: (row: { total: number } | undefined, event: { data: { amount: number } }, key: string) => ({
    key,
    total: (row?.total ?? 0) + 2 * event.data.amount,
    seen: 0,
  }),
});
const events = [1n, 2n, 3n].map((position) => recorded(position, 'Counted', 'a', 5));

it('lets readers see a new version when it has what the old one has, and not before', async () => {
  const old = counter();
  await (await projectionRunner([old], postgresProjectionStore(database))).onBatch(batch(...events));
  const upgraded = next(old);
  const runner = await projectionRunner([upgraded], postgresProjectionStore(database));
  await runner.onBatch(batch(...events.slice(0, 2)));
  expect(await activateCaughtUp(database, [upgraded])).toEqual([upgraded]);
  expect(await seen(old)).toEqual([{ key: 'a', total: 15 }]);
  await runner.onBatch(batch(...events));
  const told: AnyProjection[] = [];
  expect(await activateCaughtUp(database, [upgraded], (one) => told.push(one))).toEqual([]);
  expect(told).toEqual([upgraded]);
  expect(await seen(old)).toEqual([{ key: 'a', total: 30 }]);
  // A program of the version before, which still runs, changes nothing about it.
  expect(await activateCaughtUp(database, [old])).toEqual([]);
  expect(await activeVersions(database, [old])).toEqual(new Map([[old.name, 2]]));
});

it('waits for every slot', async () => {
  const store = postgresSlotProjectionStore(database, 2);
  const old = counter();
  const project = async (projection: AnyProjection, slot: number, upTo: number): Promise<void> => {
    await store.prepare([projection]);
    const runner = await SlotRunner.open(slot, [projection], store, () => Promise.reject(new Error('halted')));
    await runner.onBatch(batch(...events.slice(0, upTo)));
  };
  await project(old, 0, 1);
  await project(old, 1, 3);
  const upgraded = next(old);
  await project(upgraded, 0, 3);
  expect(await activateCaughtUp(database, [upgraded])).toEqual([upgraded]);
  await project(upgraded, 1, 3);
  expect(await activateCaughtUp(database, [upgraded])).toEqual([]);
  expect(await activeVersions(database, [old])).toEqual(new Map([[old.name, 2]]));
});
