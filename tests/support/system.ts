import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { pino } from 'pino';
import { v7 as uuidV7 } from 'uuid';
import { inject } from 'vitest';
import type { Role } from '../../domains/kernel/routes.ts';
import { loadConfig } from '../../infra/config.ts';
import { startEventStoreServer } from '../../infra/eventstore-server/index.ts';
import { startGateway } from '../../infra/gateway/gateway.ts';
import { DEVELOPMENT_CREDENTIALS } from '../../infra/simulators/development-credentials.ts';
import { startSimulators } from '../../infra/simulators/server.ts';
import { composeSystem, type RunningSystem } from '../../main/compose.ts';

export type Answer = { readonly status: number; readonly headers: Headers; readonly body: any };
export type CallOptions = {
  readonly token?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly key?: string;
};

export type TestSystem = {
  readonly url: string;
  readonly system: RunningSystem;
  /** An access token of a caller with these roles; the user id is random unless given. */
  tokenFor(roles: readonly Role[], userId?: string): Promise<string>;
  /** One request; writes get a fresh Idempotency-Key unless one is given. */
  call(method: string, path: string, options?: CallOptions): Promise<Answer>;
  /** Waits until everything written so far is projected and the sagas are done. Never a sleep. */
  settled(): Promise<void>;
  /** Moves the system's clock forward, for deadlines and expiries. */
  advance(ms: number): void;
  stop(): Promise<void>;
};

const SETTLE_TIMEOUT_MS = 20_000;
const TOKEN_SECONDS = 3_600;

/** Every system gets a database of its own on the server that the whole test run shares. */
const createDatabase = async (): Promise<{ url: string; drop: () => Promise<void> }> => {
  const server = inject('postgresUrl');
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  const admin = async (text: string): Promise<void> => {
    const client = new pg.Client({ connectionString: server });
    await client.connect();
    await client.query(text);
    await client.end();
  };
  await admin(`create database ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => admin(`drop database if exists ${name} with (force)`) };
};

/** The whole system as `npm start` composes it: real event log server, real PostgreSQL, real HTTP, simulated providers. */
export const startTestSystem = async (): Promise<TestSystem> => {
  const directory = await mkdtemp(join(tmpdir(), 'only2u-test-'));
  const database = await createDatabase();
  const eventLog = await startEventStoreServer({ port: 0, inMemory: true });
  const { razorpay, sms } = DEVELOPMENT_CREDENTIALS;
  const simulators = await startSimulators({
    port: 0,
    razorpay: { ...razorpay, webhookUrl: null },
    sms,
  });
  let offsetMs = 0;
  const config = loadConfig({
    DATA_DIR: directory,
    POSTGRES_URL: database.url,
    EVENTSTORE_URL: `esdb://127.0.0.1:${eventLog.port}?tls=false`,
    SIMULATORS_PORT: new URL(simulators.url).port,
  });
  const log = pino({ level: process.env['LOG_LEVEL'] ?? 'error' }, pino.destination(2));
  const system = await composeSystem(config, log, () => Date.now() + offsetMs);
  const gateway = await startGateway({
    port: 0,
    host: '127.0.0.1',
    routes: {
      commands: system.commands.routing.bind(system.commands),
      reads: system.reads.routing.bind(system.reads),
      prefixes: [{ prefix: '/simulators', upstream: new URL(simulators.url) }],
    },
  });
  simulators.setWebhookUrl(`${gateway.url}/api/v1/payments/webhook`);
  return {
    url: gateway.url,
    system,
    tokenFor: (roles, userId) => system.ports.accessTokens.issue({ userId: userId ?? uuidV7(), roles }, TOKEN_SECONDS),
    call: async (method, path, { token, body, headers, key } = {}) => {
      const isWrite = method !== 'GET';
      const answer = await fetch(`${gateway.url}/api/v1${path}`, {
        method,
        headers: {
          ...(isWrite ? { 'idempotency-key': key ?? uuidV7() } : {}),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await answer.text();
      const isJson = answer.headers.get('content-type')?.includes('json') ?? false;
      return { status: answer.status, headers: answer.headers, body: isJson ? (JSON.parse(text) as unknown) : text };
    },
    settled: () => system.settled(SETTLE_TIMEOUT_MS),
    advance: (ms) => {
      offsetMs += ms;
    },
    stop: async () => {
      await gateway.stop();
      await system.stop();
      await simulators.stop();
      await eventLog.stop();
      await database.drop();
      await rm(directory, { recursive: true, force: true });
    },
  };
};
