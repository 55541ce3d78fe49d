import { pino } from 'pino';
import { expect, vi } from 'vitest';
import type { AnyProjection } from '../../domains/kernel/projection.ts';
import { endOfLog } from '../../infra/eventstore/end-of-log.ts';
import type { Database } from '../../infra/postgres/database.ts';
import { postgresProjectionStore, tableOf } from '../../infra/postgres/projection-store.ts';
import { openCore, type Core } from '../../main/core.ts';
import { projectionRunner } from '../../projections/runner.ts';
import { createTestDatabase } from './test-database.ts';

const WAIT = { timeout: 120_000, interval: 50 };

const rowsOf = async (database: Database, projection: AnyProjection): Promise<readonly unknown[]> =>
  database.query({
    text: `select to_jsonb(t) as row from ${tableOf(projection)} t order by ${projection.key}`,
    values: [],
  });

/** Folds the whole log, with the keys of the system, in one process and in the order of the log. */
const rebuild = async ({ store, registry }: Core, database: Database, last: bigint): Promise<void> => {
  const runner = await projectionRunner(registry.projections, postgresProjectionStore(database), () => undefined);
  const feed = store.subscribe(undefined, (batch) => runner.onBatch(batch));
  await vi.waitFor(() => {
    expect([...runner.positions].filter(([, position]) => position < last)).toEqual([]);
  }, WAIT);
  await feed.close();
};

/** Every read model, row by row, is what a clean rebuild from the log gives. They must have caught up with a log at rest. */
export const expectRowsOfRebuild = async (core: Core): Promise<void> => {
  const last = await endOfLog(core.eventLog.client);
  const clean = await createTestDatabase();
  const other = await openCore({ ...core.config, POSTGRES_URL: clean.url }, pino({ level: 'silent' }));
  try {
    if (last !== undefined) await rebuild(core, other.database, last);
    for (const projection of core.registry.projections)
      expect(await rowsOf(core.database, projection), projection.name).toEqual(
        await rowsOf(other.database, projection),
      );
  } finally {
    await other.close();
    await clean.drop();
  }
};
