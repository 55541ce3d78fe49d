import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { loadConfig } from '../../infra/config.ts';
import { startEventStoreServer, type EventStoreServer } from '../../infra/eventstore-server/index.ts';
import { endOfLog } from '../../infra/eventstore/end-of-log.ts';
import { SLOTS } from '../../infra/kafka/names.ts';
import { followProgress, type ProgressFollower } from '../../infra/postgres/progress-channel.ts';
import { openCore, type Core } from '../../main/core.ts';
import { startHost, type HostProcess } from '../../main/stack-processes.ts';
import { writeProduct } from '../support/catalogue-writer.ts';
import { expectRowsOfRebuild } from '../support/stack-rebuild.ts';
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

  const caughtUp = async (): Promise<void> => {
    const last = (await endOfLog(core.eventLog.client))!;
    await vi.waitFor(() => {
      expect(progress.positions.size).toBe(core.registry.projections.length);
      expect([...progress.positions].filter(([, position]) => position < last)).toEqual([]);
    }, WAIT);
  };

  const slotsOf = async ({ url }: HostProcess): Promise<number> =>
    Number(/^projection_slots (\d+)$/m.exec(await (await fetch(`${url}/metrics`)).text())?.[1]);
  const eventsOf = async ({ url }: HostProcess): Promise<number> =>
    Number(/^projection_events (\d+)$/m.exec(await (await fetch(`${url}/metrics`)).text())?.[1]);

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
      const four = [killed, paused, ...(await Promise.all([host('projections'), host('projections')]))];
      await vi.waitFor(async () => expect(await Promise.all(four.map(slotsOf))).toEqual([3, 3, 3, 3]), WAIT);
      await stretch();
      await vi.waitFor(
        async () => expect(Math.min(...(await Promise.all(four.map(eventsOf))))).toBeGreaterThan(0),
        WAIT,
      );
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

      await caughtUp();
      await expectRowsOfRebuild(core);
      const [count] = await core.database.query<{ n: number }>({
        text: 'select count(*)::int as n from catalogue.product_card',
        values: [],
      });
      expect(count?.n).toBe(written);
    },
  );
});
