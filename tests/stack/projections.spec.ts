import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { AnyProjection } from '../../domains/kernel/projection.ts';
import { loadConfig } from '../../infra/config.ts';
import { startEventStoreServer, type EventStoreServer } from '../../infra/eventstore-server/index.ts';
import { endOfLog } from '../../infra/eventstore/end-of-log.ts';
import { SLOTS } from '../../infra/kafka/names.ts';
import { openDatabase, type Database } from '../../infra/postgres/database.ts';
import { followProgress, type ProgressFollower } from '../../infra/postgres/progress-channel.ts';
import { postgresProjectionStore, tableOf } from '../../infra/postgres/projection-store.ts';
import { prepareSystemTables } from '../../infra/postgres/system-tables.ts';
import { openCore, type Core } from '../../main/core.ts';
import { startHost, type HostProcess } from '../../main/stack-processes.ts';
import { projectionRunner } from '../../projections/runner.ts';
import { writeProduct } from '../support/catalogue-writer.ts';
import { cannotRun, startStore } from '../support/store-stack.ts';
import { createTestDatabase } from '../support/test-database.ts';

/** Written at this pace for as long as the members come and go. */
const PRODUCTS_MAX = 10_000;
const PRODUCT_EVERY_MS = 20;
/** Products written between two disturbances. */
const STRETCH = 60;
const CHANGES = 6;
const WAIT = { timeout: 120_000, interval: 100 };
/** Longer than a member may be silent before its slots are given to others. */
const SILENT_MS = 12_000;
const log = pino({ level: 'silent' });

describe.skipIf(cannotRun('kafka'))('projections shared out by Kafka', () => {
  const directory = mkdtempSync(join(tmpdir(), 'only2u-slots-'));
  const stops: (() => Promise<unknown>)[] = [];
  let eventLog: EventStoreServer;
  let core: Core;
  let progress: ProgressFollower;
  let environment: Record<string, string>;

  const host = async (name: string): Promise<HostProcess> => {
    const running = await startHost({
      name,
      entry: 'tests/support/host-process.ts',
      environment: { ...process.env, ...environment, HOST_PROCESS: name },
      onLog: () => undefined,
    });
    stops.unshift(() => running.stop());
    return running;
  };

  const rowsOf = async (database: Database, projection: AnyProjection): Promise<readonly unknown[]> =>
    database.query({
      text: `select to_jsonb(t) as row from ${tableOf(projection)} t order by ${projection.key}`,
      values: [],
    });

  /** Folds the whole log into a database of its own, in one process and in the order of the log. */
  const rebuild = async (last: bigint): Promise<Database> => {
    const clean = await createTestDatabase();
    const database = openDatabase(clean.url, 4);
    stops.push(() => database.close(), clean.drop);
    await prepareSystemTables(database);
    const runner = await projectionRunner(
      core.registry.projections,
      postgresProjectionStore(database),
      () => undefined,
    );
    const feed = core.store.subscribe(undefined, (batch) => runner.onBatch(batch));
    await vi.waitFor(() => {
      expect([...runner.positions.values()].every((position) => position >= last)).toBe(true);
    }, WAIT);
    await feed.close();
    return database;
  };

  const caughtUp = async (): Promise<bigint> => {
    const last = (await endOfLog(core.eventLog.client))!;
    await vi.waitFor(() => {
      expect(progress.positions.size).toBe(core.registry.projections.length);
      expect([...progress.positions].filter(([, position]) => position < last)).toEqual([]);
    }, WAIT);
    return last;
  };

  beforeAll(async () => {
    const kafka = await startStore('kafka');
    stops.unshift(() => kafka.stop());
    const database = await createTestDatabase();
    stops.unshift(() => database.drop());
    eventLog = await startEventStoreServer({ port: 0, inMemory: true });
    stops.unshift(() => eventLog.stop());
    environment = {
      DATA_DIR: directory,
      POSTGRES_URL: database.url,
      EVENTSTORE_URL: `esdb://127.0.0.1:${eventLog.port}?tls=false`,
      KAFKA_BROKERS: kafka.url(),
      KAFKA_PREFIX: `${randomUUID()}.`,
      LOG_LEVEL: 'error',
    };
    core = await openCore(loadConfig(environment), log);
    stops.unshift(() => core.close());
    progress = await followProgress({
      url: database.url,
      database: core.database,
      projections: core.registry.projections,
      slots: SLOTS,
      consumers: [],
      onError: () => undefined,
    });
    stops.unshift(() => progress.stop());
  });
  afterAll(async () => {
    for (const stop of stops) await stop();
    rmSync(directory, { recursive: true, force: true });
  });

  it(
    'gives the rows of a clean rebuild, whoever joins, dies, hangs or relays twice in between',
    { timeout: 600_000 },
    async () => {
      const first = await host('relay');
      const [killed, paused] = await Promise.all([host('projections'), host('projections')]);
      let written = 0;
      const over = new AbortController();
      const writing = (async () => {
        for (; !over.signal.aborted && written < PRODUCTS_MAX; written += 1) {
          await writeProduct(core.handler, written, CHANGES);
          await new Promise((resolve) => setTimeout(resolve, PRODUCT_EVERY_MS));
        }
      })();
      const stretch = async (): Promise<void> => {
        const from = written;
        await vi.waitFor(() => expect(written).toBeGreaterThanOrEqual(from + STRETCH), WAIT);
      };

      await stretch();
      await Promise.all([host('projections'), host('projections')]);
      await stretch();
      killed.child.kill('SIGKILL');
      await stretch();
      first.child.kill('SIGKILL');
      paused.child.kill('SIGSTOP');
      await Promise.all([host('relay'), new Promise((resolve) => setTimeout(resolve, SILENT_MS))]);
      paused.child.kill('SIGCONT');
      await host('projections');
      await stretch();
      over.abort();
      await writing;

      const last = await caughtUp();
      const clean = await rebuild(last);
      for (const projection of core.registry.projections)
        expect(await rowsOf(core.database, projection)).toEqual(await rowsOf(clean, projection));
      const [count] = await core.database.query<{ n: number }>({
        text: 'select count(*)::int as n from catalogue.product_card',
        values: [],
      });
      expect(count?.n).toBe(written);
    },
  );
});
