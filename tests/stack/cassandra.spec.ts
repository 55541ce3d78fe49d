import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TimelineStore } from '../../domains/kernel/ports/timeline-store.ts';
import { StoreUnavailable } from '../../domains/kernel/ports/store-unavailable.ts';
import { CASSANDRA_DEFAULTS, openCassandra, type CassandraStore } from '../../infra/cassandra/connection.ts';
import { prepareSchema } from '../../infra/cassandra/schema.ts';
import { BUCKETS_PER_PAGE_MAX, cassandraTimelineStore } from '../../infra/cassandra/timeline-store.ts';
import { contractTimelines, readAll, timelineStoreContract } from '../contract/timeline-store.ts';
import { cannotRun, startStore } from '../support/store-stack.ts';

/** A server of the JVM takes a while to come back on a busy machine. */
const BACK_WITHIN = { timeout: 120_000, interval: 200 };
const FAILURE_MS_MAX = 300_000;
const DAY_MS = 86_400_000;
const { byUser } = contractTimelines;

describe.skipIf(cannotRun('cassandra'))('on a real Cassandra', () => {
  let server: Awaited<ReturnType<typeof startStore<'cassandra'>>>;
  let cassandra: CassandraStore;
  let store: TimelineStore;
  beforeAll(async () => {
    server = await startStore('cassandra');
    cassandra = await openCassandra({ ...CASSANDRA_DEFAULTS, contactPoints: server.url() });
    await Promise.all([1, 2].map(() => prepareSchema(cassandra, Object.values(contractTimelines))));
    store = cassandraTimelineStore(cassandra, Date.now);
  });
  afterAll(async () => {
    await cassandra.close();
    await server.stop();
  });

  timelineStoreContract('Cassandra', () => store);

  it('prepares the schema again without changing it', async () => {
    await prepareSchema(cassandra, Object.values(contractTimelines));
    const rows = await cassandra.run('select name, version from contract_keyspace.schema_version', [], 'one');
    expect(rows.map((row) => `${String(row['name'])}@${String(row['version'])}`).sort()).toEqual([
      'by_order@1',
      'by_order@2',
      'by_user@1',
      'by_user@2',
    ]);
  });

  it('lets entries leave by the clock of the system, which need not be its own', async () => {
    let passedMs = 0;
    const moved = cassandraTimelineStore(cassandra, () => Date.now() + passedMs);
    const place = { timeline: byUser, key: crypto.randomUUID() };
    const at = new Date().toISOString();
    const entry = { at, sequence: 0n, version: 1n, body: '{}', places: [place] };
    await moved.append([
      { ...entry, id: 'month', keepMs: 30 * DAY_MS },
      { ...entry, id: 'ever' },
    ]);
    passedMs = 31 * DAY_MS;
    const { entries, next } = await moved.page(place, { limit: 1 });
    expect([entries, next === undefined]).toEqual([[], false]);
    expect((await readAll(moved, place, { limit: 1 })).map(({ id }) => id)).toEqual(['ever']);
    expect(await moved.find(place, { at, sequence: 0n, id: 'month' })).toBeUndefined();
    passedMs = 29 * DAY_MS;
    expect((await readAll(moved, place, { limit: 1 })).map(({ id }) => id)).toEqual(['month', 'ever']);
  });

  it('spreads a key over partitions by time, and reads on beyond what one page looks into', async () => {
    const place = { timeline: byUser, key: crypto.randomUUID() };
    const days = BUCKETS_PER_PAGE_MAX + 5;
    const entries = Array.from({ length: days }, (_none, n) => ({
      at: new Date(Date.parse('2026-01-01T00:00:00.000Z') + n * DAY_MS).toISOString(),
      sequence: 0n,
      id: `d${n}`,
      version: 1n,
      body: '{}',
      places: [place],
    }));
    await store.append(entries);
    const partitions = await cassandra.run(
      'select distinct key, bucket from contract_keyspace.by_user where token(key, bucket) > ? allow filtering',
      [-9_223_372_036_854_775_808n],
      'one',
    );
    expect(partitions.filter((row) => row['key'] === place.key)).toHaveLength(days);
    expect((await store.page(place, { limit: 1_000 })).entries).toHaveLength(BUCKETS_PER_PAGE_MAX);
    expect(await readAll(store, place, { limit: 1_000 })).toHaveLength(days);
  });

  for (const signal of ['SIGKILL', 'SIGSTOP'] as const)
    it(
      `loses and doubles nothing through ${signal}, and serves again without being opened anew`,
      async () => {
        const place = { timeline: byUser, key: crypto.randomUUID() };
        const at = Date.parse('2026-02-01T00:00:00.000Z');
        let confirmed = 0;
        let lastError: unknown;
        const run = { stopping: false };
        // As a projection does it: the same batch again and again until it is stored.
        const writer = (async () => {
          while (!run.stopping) {
            const batch = Array.from({ length: 20 }, (_none, n) => ({
              at: new Date(at + confirmed + n).toISOString(),
              sequence: BigInt(confirmed + n),
              id: 'e',
              version: BigInt(confirmed + n + 1),
              body: String(confirmed + n),
              places: [place],
            }));
            await store.append(batch).then(
              () => (confirmed += batch.length),
              (error: unknown) => {
                lastError = error;
                return new Promise((resolve) => setTimeout(resolve, 20));
              },
            );
          }
        })();
        await expect.poll(() => confirmed, BACK_WITHIN).toBeGreaterThan(200);
        await server.signal('cassandra', signal);
        await expect.poll(() => lastError, BACK_WITHIN).toBeInstanceOf(StoreUnavailable);
        expect((lastError as Error).message).toMatch(/^Cassandra .*ask again in a moment\.$/);
        const before = confirmed;
        if (signal === 'SIGSTOP') await server.signal('cassandra', 'SIGCONT');
        else await server.restart('cassandra');
        await expect.poll(() => confirmed, BACK_WITHIN).toBeGreaterThan(before + 200);
        run.stopping = true;
        await writer;
        const bodies = (await readAll(store, place, { limit: 500 })).map(({ body }) => Number(body));
        expect(bodies.reverse()).toEqual(Array.from({ length: confirmed }, (_none, n) => n));
      },
      FAILURE_MS_MAX,
    );
});
