import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadConfig } from '../../infra/config.ts';
import { startEventStoreServer } from '../../infra/eventstore-server/index.ts';
import { postgresProjectionStore } from '../../infra/postgres/projection-store.ts';
import { openCore, type Core } from '../../main/core.ts';
import { startHost, type HostProcess } from '../../main/stack-processes.ts';
import { writeProduct } from '../support/catalogue-writer.ts';
import { cannotRun, startStore } from '../support/store-stack.ts';
import { createTestDatabase } from '../support/test-database.ts';

const HOSTS = ['command-api', 'read-api', 'sagas'] as const;
/** A server of the JVM takes a while to come on a busy machine. */
const BACK_WITHIN = { timeout: 120_000, interval: 200 };
const COMING = { timeout: 300_000 };
const USER = '01980000-0000-7000-8000-000000000009';

describe.skipIf(cannotRun('elasticsearch') || cannotRun('cassandra') || cannotRun('redis'))(
  'stores that are away',
  () => {
    const stops: (() => Promise<unknown>)[] = [];
    const servers: { restart: () => Promise<void> }[] = [];
    let core: Core;
    let hosts: readonly HostProcess[];
    let token: string;

    /** The address of a server that has ended and can be brought back. */
    const awayStore = async (name: 'redis' | 'cassandra' | 'elasticsearch'): Promise<string> => {
      const server = await startStore(name);
      stops.push(() => server.stop());
      await server.signal(name, 'SIGKILL');
      servers.push({ restart: () => server.restart(name) });
      return server.url();
    };

    beforeAll(async () => {
      const directory = await mkdtemp(join(tmpdir(), 'only2u-away-'));
      stops.push(() => rm(directory, { recursive: true, force: true }));
      const database = await createTestDatabase();
      stops.push(database.drop);
      const eventLog = await startEventStoreServer({ port: 0, inMemory: true });
      stops.push(() => eventLog.stop());
      const settings = {
        PROFILE: 'stack',
        DATA_DIR: directory,
        POSTGRES_URL: database.url,
        EVENTSTORE_URL: `esdb://127.0.0.1:${eventLog.port}?tls=false`,
        LOG_LEVEL: 'fatal',
      };
      core = await openCore(loadConfig({ ...settings, LOG_LEVEL: 'silent' }), pino({ level: 'silent' }), {
        foldsCachedMax: 0,
      });
      stops.push(() => core.close());
      token = await core.ports.accessTokens.issue({ userId: USER, roles: ['admin'] }, 3_600);
      const stores = {
        REDIS_URL: await awayStore('redis'),
        CASSANDRA_CONTACT_POINTS: await awayStore('cassandra'),
        ELASTICSEARCH_URL: await awayStore('elasticsearch'),
      };
      hosts = await Promise.all(
        HOSTS.map((name) =>
          startHost({
            name,
            entry: 'tests/support/host-process.ts',
            environment: { ...process.env, ...settings, ...stores, LOG_LEVEL: 'silent', PORT: '0', HOST_PROCESS: name },
            onLog: () => undefined,
          }),
        ),
      );
      for (const host of hosts) stops.push(() => host.stop());
    });
    afterAll(async () => {
      for (const stop of stops.reverse()) await stop();
    });

    const get = async (path: string): Promise<{ status: number; text: string }> => {
      const read = hosts.find(({ name }) => name === 'read-api')!;
      const answer = await fetch(`${read.url}/api/v1${path}`, { headers: { authorization: `Bearer ${token}` } });
      return { status: answer.status, text: await answer.text() };
    };
    const problemOf = async (path: string): Promise<unknown> => {
      const { status, text } = await get(path);
      return { status, ...(JSON.parse(text) as object) };
    };

    it('keep no process from starting, and are missed only where an answer needs them', async () => {
      await writeProduct(core.handler, 1, 0);
      expect((await get(`/cart/${USER}`)).status).toBe(200);
      expect(await problemOf('/products')).toMatchObject({
        status: 503,
        detail: 'The read model is not built yet; ask again in a moment.',
      });
      await postgresProjectionStore(core.database).prepare(core.registry.projections);
      expect((await get('/products')).status).toBe(200);
      expect(await problemOf('/products/search?q=kurta')).toMatchObject({
        status: 503,
        code: 'StoreUnavailable',
        detail: 'Elasticsearch cannot be reached; ask again in a moment.',
      });
      expect(await problemOf('/events/search')).toMatchObject({
        status: 503,
        code: 'StoreUnavailable',
        detail: 'Cassandra cannot be reached; ask again in a moment.',
      });
    });

    it('serve when they come, without any process being started anew', COMING, async () => {
      await Promise.all(servers.map(({ restart }) => restart()));
      await expect.poll(async () => (await get('/products/search?q=kurta')).text, BACK_WITHIN).toContain('"total":1');
      await expect
        .poll(async () => (await get('/events/search?limit=50')).text, BACK_WITHIN)
        .toContain('ProductCreated');
      expect(hosts.map(({ child }) => child.exitCode)).toEqual([null, null, null]);
    });
  },
);
