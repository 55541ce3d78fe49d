import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BACKWARDS, END, EventStoreDBClient } from '@eventstore/db-client';
import { pino } from 'pino';
import { expect, inject, vi } from 'vitest';
import { EVENT_LOG } from '../../domains/event-logging/index.ts';
import { loadConfig } from '../../infra/config.ts';
import { PRODUCT_SEARCH } from '../../infra/elasticsearch/search-index.ts';
import { startEventStoreServer } from '../../infra/eventstore-server/index.ts';
import { startGateway } from '../../infra/gateway/gateway.ts';
import { kafkaClient } from '../../infra/kafka/client.ts';
import { SLOTS } from '../../infra/kafka/names.ts';
import { freePort } from '../../infra/local/network.ts';
import { followProgress } from '../../infra/postgres/progress-channel.ts';
import { DEVELOPMENT_CREDENTIALS } from '../../infra/simulators/development-credentials.ts';
import { startSimulators } from '../../infra/simulators/server.ts';
import type { RunningSystem } from '../../main/compose.ts';
import { openCore } from '../../main/core.ts';
import { startHost, type HostProcess } from '../../main/stack-processes.ts';
import { openTestRedis } from './stack-redis.ts';
import { dropSearchIndices } from './stack-search.ts';
import { expectRowsOfRebuild } from './stack-rebuild.ts';
import { createTestDatabase } from './test-database.ts';

/** What a test needs of a system, whichever way it runs. */
export type Backend = {
  readonly url: string;
  readonly system: RunningSystem;
  settled(timeoutMs: number): Promise<void>;
  advance(ms: number): Promise<void>;
  stop(): Promise<void>;
};

const HOSTS = ['relay', 'command-api', 'read-api', 'sagas', 'projections'] as const;
/** What the process of the sagas writes from the log to other stores than PostgreSQL. */
const COPIES: readonly string[] = [EVENT_LOG, PRODUCT_SEARCH];
const POLL_MS = 20;
const START_TIMEOUT_MS = 120_000;
const REBUILD_WAIT = { timeout: 60_000, interval: 50 };
/** The server's own events lie between ours. */
const LOOK_BACK_MAX = 100;

/** The position of the last event that is not the server's own. */
const lastPosition = async (client: EventStoreDBClient): Promise<bigint> => {
  let last = -1n;
  for await (const { event } of client.readAll({ direction: BACKWARDS, fromPosition: END, maxCount: LOOK_BACK_MAX }))
    if (event !== undefined && !event.streamId.startsWith('$') && event.position.commit > last)
      last = event.position.commit;
  return last;
};

const advanceHost = ({ child }: HostProcess, ms: number): Promise<void> =>
  new Promise((resolve) => {
    const onMessage = (message: { readonly advanced?: boolean }): void => {
      if (message.advanced !== true) return;
      child.off('message', onMessage);
      resolve();
    };
    child.on('message', onMessage);
    child.send({ advance: ms });
  });

/** The hosts as processes of their own behind the gateway, with Kafka between the log and the read models. */
export const startStackBackend = async (): Promise<Backend> => {
  const directory = await mkdtemp(join(tmpdir(), 'only2u-stack-'));
  const database = await createTestDatabase();
  const eventLog = await startEventStoreServer({ port: 0, inMemory: true });
  // Known beforehand, since tokens name the address of the shop.
  const port = await freePort();
  const { razorpay, shiprocket, sms, mail } = DEVELOPMENT_CREDENTIALS;
  const simulators = await startSimulators({
    port: 0,
    razorpay: { ...razorpay, webhookUrl: null },
    shiprocket,
    sms,
    mail: { ...mail, port: 0 },
  });
  const redis = await openTestRedis();
  const settings = {
    PROFILE: 'stack',
    DATA_DIR: directory,
    POSTGRES_URL: database.url,
    EVENTSTORE_URL: `esdb://127.0.0.1:${eventLog.port}?tls=false`,
    KAFKA_BROKERS: inject('kafkaBrokers'),
    KAFKA_PREFIX: `${randomUUID()}.`,
    REDIS_URL: redis.url,
    CASSANDRA_CONTACT_POINTS: inject('cassandraContactPoints'),
    ELASTICSEARCH_URL: inject('elasticsearchUrl'),
    ELASTICSEARCH_PREFIX: `${randomUUID()}-`,
    SIMULATORS_PORT: new URL(simulators.url).port,
    MAIL_URL: simulators.mailUrl,
    WEBHOOK_LOOPBACK: 'allowed',
    PUBLIC_URL: `http://127.0.0.1:${port}`,
    LOG_LEVEL: process.env['LOG_LEVEL'] ?? 'error',
  };
  const log = pino({ level: settings.LOG_LEVEL }, pino.destination(2));
  // Opened first, since it makes the secrets and tables that the processes share.
  const core = await openCore(loadConfig(settings), log, { foldsCachedMax: 0 });
  const hosts = await Promise.all(
    HOSTS.map((name) =>
      startHost({
        name,
        entry: 'tests/support/host-process.ts',
        environment: { ...process.env, ...settings, PORT: '0', HOST_PROCESS: name },
        onLog: (text) => process.stderr.write(text),
      }),
    ),
  );
  const urlOf = (name: string): URL => new URL(hosts.find((host) => host.name === name)!.url);
  const gateway = await startGateway({
    port,
    host: '127.0.0.1',
    routes: {
      commands: urlOf('command-api'),
      reads: urlOf('read-api'),
      prefixes: [{ prefix: '/simulators', upstream: new URL(simulators.url) }],
    },
  });
  simulators.setWebhookUrl(`${gateway.url}/api/v1/payments/webhook`);
  const { client } = core.eventLog;
  const progress = await followProgress({
    url: database.url,
    database: core.database,
    projections: core.registry.projections,
    slots: SLOTS,
    consumers: COPIES,
    onError: (error) => process.stderr.write(`${String(error)}\n`),
  });
  const sagasReached = async (): Promise<bigint> => {
    const [row] = await core.database.query<{ position: number }>({
      text: `select position from system.checkpoint where consumer = 'sagas'`,
      values: [],
    });
    return BigInt(row?.position ?? -1);
  };
  /** What has not reached the end of the log; empty when all is calm. */
  const behind = async (): Promise<readonly string[]> => {
    const target = await lastPosition(client);
    const names = [...COPIES, ...core.registry.projections.map(({ name }) => name)];
    const positions = new Map([...progress.positions, ['sagas', await sagasReached()]]);
    const late = [...names, 'sagas'].filter((name) => (positions.get(name) ?? -1n) < target);
    if (late.length > 0) return late.map((name) => `${name} at ${positions.get(name) ?? 'nothing'} of ${target}`);
    return (await lastPosition(client)) === target ? [] : ['the log goes on'];
  };
  /** The read models have everything that is in the log. */
  const projected = async (): Promise<void> => {
    const target = await lastPosition(client);
    await vi.waitFor(() => {
      expect([...progress.positions].filter(([name, at]) => !COPIES.includes(name) && at < target)).toEqual([]);
    }, REBUILD_WAIT);
  };
  const closeAll = async (): Promise<void> => {
    await Promise.all(hosts.map((host) => host.stop()));
    await progress.stop();
    await core.close();
    await redis.close();
    await dropSearchIndices(settings.ELASTICSEARCH_URL, settings.ELASTICSEARCH_PREFIX);
    await simulators.stop();
    await eventLog.stop();
    const admin = kafkaClient(settings.KAFKA_BROKERS, 'test', log).admin();
    await admin.connect();
    const topics = (await admin.listTopics()).filter((topic) => topic.startsWith(settings.KAFKA_PREFIX));
    await admin.deleteTopics({ topics });
    await admin.disconnect();
    await database.drop();
    await rm(directory, { recursive: true, force: true });
  };
  // The first topics of a broker take a while, which is no part of what a test waits for.
  const deadline = performance.now() + START_TIMEOUT_MS;
  while (core.registry.projections.some(({ name }) => !progress.positions.has(name))) {
    if (performance.now() > deadline) throw new Error('the projections have not begun');
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  return {
    url: gateway.url,
    system: core as unknown as RunningSystem,
    settled: async (timeoutMs) => {
      const deadline = performance.now() + timeoutMs;
      for (let late = await behind(); late.length > 0; late = await behind()) {
        if (performance.now() > deadline) throw new Error(`not settled after ${timeoutMs} ms: ${late.join(', ')}`);
        await new Promise((resolve) => setTimeout(resolve, POLL_MS));
      }
    },
    advance: async (ms) => {
      await Promise.all([redis.age(ms), ...hosts.map((host) => advanceHost(host, ms))]);
    },
    stop: async () => {
      await gateway.stop();
      await hosts.find(({ name }) => name === 'sagas')!.stop();
      try {
        await projected();
        await expectRowsOfRebuild(core);
      } finally {
        await closeAll();
      }
    },
  };
};
