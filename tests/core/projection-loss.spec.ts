import { expect, it } from 'vitest';
import { sql } from '../../domains/kernel/projection.ts';
import type { Database } from '../../infra/postgres/database.ts';
import { postgresProjectionStore } from '../../infra/postgres/projection-store.ts';
import { projectionRunner } from '../../projections/runner.ts';
import { batch, counter, recorded, type CounterRow } from '../support/counter.ts';
import { withTestDatabase } from '../support/test-database.ts';

let database: Database;
withTestDatabase(4, (opened) => (database = opened));

it('stops a projection, loudly, whose server has lost what it had confirmed, until a restart projects it again', async () => {
  const projection = counter();
  const id = `${projection.name}@1`;
  const rows = (): Promise<readonly CounterRow[]> =>
    database.query<CounterRow>({
      text: `select key, total, seen from spec.${projection.name} order by key`,
      values: [],
    });
  const run = () => projectionRunner([projection], postgresProjectionStore(database));
  const runner = await run();
  const events = [1n, 2n, 3n].map((position) => recorded(position, 'Counted', 'a', 5));
  await runner.onBatch(batch(events[0]!));
  await runner.onBatch(batch(events[1]!));
  // A replica that had not heard of the second event takes the server's place.
  await database.query({ text: `update spec.${projection.name}_v1 set total = 5, seen = 1`, values: [] });
  await database.query(sql`update projection.checkpoint set position = 1 where projection = ${id}`);
  await runner.onBatch(batch(events[2]!));
  expect(runner.stopped.get(projection.name)?.message).toContain('lost rows');
  expect(await rows()).toEqual([{ key: 'a', total: 5, seen: 1 }]);
  await (await run()).onBatch(batch(...events));
  expect(await rows()).toEqual([{ key: 'a', total: 15, seen: 3 }]);
});
