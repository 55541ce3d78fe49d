import { beforeEach, describe, expect, it } from 'vitest';
import type { ProjectionStore } from '../../domains/kernel/ports/projection-store.ts';
import { StoreUnavailable } from '../../domains/kernel/ports/store-unavailable.ts';
import { sql, type AnyProjection } from '../../domains/kernel/projection.ts';
import type { Database } from '../../infra/postgres/database.ts';
import { postgresProjectionStore } from '../../infra/postgres/projection-store.ts';
import { projectionRunner, type ProjectionRunner } from '../../projections/runner.ts';
import { batch, counter, recorded, type CounterRow } from '../support/counter.ts';
import { withTestDatabase } from '../support/test-database.ts';

let database: Database;
let store: ProjectionStore;
withTestDatabase(4, (opened) => (database = opened));
beforeEach(() => {
  store = postgresProjectionStore(database);
});

const rowsOf = ({ name }: AnyProjection): Promise<readonly CounterRow[]> =>
  database.query<CounterRow>({ text: `select key, total, seen from spec.${name} order by key`, values: [] });
const checkpointOf = async ({ name }: AnyProjection): Promise<number> =>
  (
    await database.query<{ position: number }>(
      sql`select position from projection.checkpoint where projection = ${`${name}@1`}`,
    )
  )[0]!.position;
const run = (...projections: AnyProjection[]): Promise<ProjectionRunner> => projectionRunner(projections, store);

describe('projections', () => {
  it('count each event once though every batch comes twice, also to a new process', async () => {
    const projection = counter();
    const batches = [
      batch(recorded(1n, 'Counted', 'a', 5), recorded(2n, 'Counted', 'b', 7), recorded(3n, 'Counted', 'a', 1)),
      batch(recorded(4n, 'Cleared', 'b'), recorded(5n, 'Counted', 'c', 2)),
      batch(recorded(6n, 'Counted', 'b', 1)),
    ];
    for (const [index, one] of batches.entries()) {
      // Every other batch meets a process without any row in memory.
      const runner = await run(projection);
      await runner.onBatch(one);
      await runner.onBatch(one);
      const again = await run(projection);
      expect(again.resumeAfter).toBe(one.position);
      if (index === 0) await again.onBatch(one);
    }
    expect(await rowsOf(projection)).toEqual([
      { key: 'a', total: 6, seen: 2 },
      { key: 'b', total: 1, seen: 1 },
      { key: 'c', total: 2, seen: 1 },
    ]);
  });

  it('take of a batch only what they have not had', async () => {
    const projection = counter();
    const events = [1n, 2n, 3n].map((position) => recorded(position, 'Counted', 'a'));
    const runner = await run(projection);
    await runner.onBatch(batch(...events.slice(0, 2)));
    await runner.onBatch(batch(...events));
    expect(await rowsOf(projection)).toEqual([{ key: 'a', total: 3, seen: 3 }]);
  });

  it('are refused when their columns have changed under the same version', async () => {
    const projection = counter();
    await run(projection);
    const changed = { ...projection, columns: { ...projection.columns, last: 'text' as const } };
    await expect(run(changed)).rejects.toThrow(/has the columns key, .*but .*@1 has .*last: .*takes the next version/);
    await run({ ...changed, version: 2 });
  });

  it('delete rows, and do not bring them back from memory', async () => {
    const projection = counter();
    const runner = await run(projection);
    await runner.onBatch(batch(recorded(1n, 'Counted', 'a', 5)));
    await runner.onBatch(batch(recorded(2n, 'Cleared', 'a')));
    expect(await rowsOf(projection)).toEqual([]);
    await runner.onBatch(batch(recorded(3n, 'Counted', 'a', 1)));
    expect(await rowsOf(projection)).toEqual([{ key: 'a', total: 1, seen: 1 }]);
  });

  it('write rows and checkpoint together or neither', async () => {
    const projection = counter();
    const runner = await run(projection);
    await runner.onBatch(batch(recorded(1n, 'Counted', 'a', 5)));
    // The rows are sound and only the guard of the checkpoint fails: the rows must not be there either.
    await database.query(
      sql`update projection.checkpoint set position = 50 where projection = ${`${projection.name}@1`}`,
    );
    const upsert = { projection, upserts: [{ key: 'a', total: 99, seen: 9 }], deletes: [] };
    await expect(store.write([upsert], [projection], 1n, 60n)).rejects.toThrow('another process has moved');
    // And the other way about: a row that PostgreSQL refuses leaves the checkpoint where it was.
    const unfit = { projection, upserts: [{ key: 'a', total: 1, seen: 2 ** 40 }], deletes: [] };
    await expect(store.write([unfit], [projection], 50n, 60n)).rejects.toThrow();
    expect(await rowsOf(projection)).toEqual([{ key: 'a', total: 5, seen: 1 }]);
    expect(await checkpointOf(projection)).toBe(50);
  });

  it('count each event once though two processes project them, each going on from where the other was', async () => {
    const projection = counter();
    const [first, second] = [await run(projection), await run(projection)];
    const events = [1n, 2n, 3n].map((position) => recorded(position, 'Counted', 'a', 5));
    await first.onBatch(batch(...events.slice(0, 2)));
    await second.onBatch(batch(...events));
    // What the first one has in memory is older than what is stored.
    await first.onBatch(batch(events[2]!, recorded(4n, 'Counted', 'a', 2)));
    expect(await rowsOf(projection)).toEqual([{ key: 'a', total: 17, seen: 4 }]);
  });

  it('store where they stand when nothing concerned them', async () => {
    const projection = counter();
    const runner = await run(projection);
    await runner.onBatch({ events: [], position: 40n });
    expect([runner.positions.get(projection.name), await checkpointOf(projection)]).toEqual([40n, -1]);
    await runner.flush();
    expect(await checkpointOf(projection)).toBe(40);
  });
});

describe('a poison event', () => {
  const poisoned = [recorded(1n, 'Counted', 'a', 5), recorded(2n, 'Counted', 'a', -1), recorded(3n, 'Counted', 'b', 1)];

  it('stops that projection before it, loudly, while the others go on; after a repair it goes on from there', async () => {
    const [strict, lax] = [counter(true), counter()];
    const told: string[] = [];
    const runner = await projectionRunner([strict, lax], store, (name) => told.push(name));
    await runner.onBatch(batch(...poisoned));
    await runner.onBatch(batch(recorded(4n, 'Counted', 'b', 1)));
    expect(told).toEqual([strict.name]);
    expect([...runner.stopped.values()].map(({ message }) => message)).toEqual([
      `${strict.name}@1 stopped at Counted count-a@2, position 2: a negative amount`,
    ]);
    expect(await rowsOf(strict)).toEqual([{ key: 'a', total: 5, seen: 1 }]);
    expect(await rowsOf(lax)).toEqual([
      { key: 'a', total: 4, seen: 2 },
      { key: 'b', total: 2, seen: 2 },
    ]);
    const repaired = await run(counter(false, strict.name), lax);
    expect(repaired.resumeAfter).toBe(1n);
    await repaired.onBatch(batch(...poisoned));
    expect(await rowsOf(strict)).toHaveLength(2);
    expect((await rowsOf(lax))[0]).toEqual({ key: 'a', total: 4, seen: 2 });
  });

  it('may be one that only PostgreSQL refuses', async () => {
    const projection = counter();
    const runner = await run(projection);
    await runner.onBatch(batch(recorded(1n, 'Counted', 'a', 5), recorded(2n, 'Counted', 'nul\0', 1)));
    expect(runner.stopped.has(projection.name)).toBe(true);
    expect(await rowsOf(projection)).toEqual([{ key: 'a', total: 5, seen: 1 }]);
  });

  it('may be one that nobody can read', async () => {
    const [own, other] = [counter(), counter()];
    const deaf = { ...other, handles: [] } as AnyProjection;
    const runner = await run(own, deaf);
    const undecodable = [{ type: 'Counted', stream: 'count-x', revision: 0n, position: 2n, error: new Error('unfit') }];
    await runner.onBatch({ ...batch(poisoned[0]!, poisoned[2]!), undecodable });
    expect([...runner.stopped.keys()]).toEqual([own.name]);
    expect(await rowsOf(own)).toEqual([{ key: 'a', total: 5, seen: 1 }]);
    expect(runner.positions.get(deaf.name)).toBe(3n);
  });

  it('is not suspected while the store is away', async () => {
    const projection = counter();
    let isAway = false;
    const away = (): Promise<never> => Promise.reject(new Error('connection refused'));
    const runner = await projectionRunner([projection], {
      ...store,
      load: (...given) => (isAway ? away() : store.load(...given)),
      write: (...given) => (isAway ? away() : store.write(...given)),
    });
    isAway = true;
    await expect(runner.onBatch(batch(poisoned[0]!))).rejects.toThrow(StoreUnavailable);
    isAway = false;
    await runner.onBatch(batch(poisoned[0]!));
    expect(runner.stopped.size).toBe(0);
    expect(await rowsOf(projection)).toEqual([{ key: 'a', total: 5, seen: 1 }]);
  });

  it('is not taken for one when the store goes away while it is being looked for', async () => {
    const projection = counter();
    let writes = 0;
    const runner = await projectionRunner([projection], {
      ...store,
      load: (...given) => (writes > 2 ? Promise.reject(new Error('connection refused')) : store.load(...given)),
      write: () => Promise.reject(new Error(`failure ${(writes += 1)}`)),
    });
    await expect(runner.onBatch(batch(poisoned[0]!))).rejects.toThrow(StoreUnavailable);
    expect(runner.stopped.size).toBe(0);
  });
});
