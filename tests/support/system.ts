import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino, type DestinationStream } from 'pino';
import { v7 as uuidV7 } from 'uuid';
import type { Role } from '../../domains/kernel/routes.ts';
import { loadConfig } from '../../infra/config.ts';
import { startEventStoreServer } from '../../infra/eventstore-server/index.ts';
import { startGateway } from '../../infra/gateway/gateway.ts';
import { freePort } from '../../infra/local/network.ts';
import { DEVELOPMENT_CREDENTIALS } from '../../infra/simulators/development-credentials.ts';
import { startSimulators } from '../../infra/simulators/server.ts';
import { composeSystem, type RunningSystem } from '../../main/compose.ts';
import { startStackBackend, type Backend } from './stack-system.ts';
import { createTestDatabase } from './test-database.ts';

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests look into answers of every shape
export type Answer = { readonly status: number; readonly headers: Headers; readonly body: any };
export type CallOptions = {
  readonly token?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly key?: string;
};

export type TestSystem = {
  readonly url: string;
  /** Where a test may look into what is stored; only in one process. */
  readonly eventStoreUrl?: string;
  readonly databaseUrl?: string;
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
const ASKED_MAX = 40;
const ASK_AGAIN_MS = 50;
const TOKEN_SECONDS = 3_600;

/** Where the log lines go, standard error unless told; only in one process. */
type Options = { readonly logTo?: DestinationStream; readonly logLevel?: string };
type Stored = { readonly eventStoreUrl?: string; readonly databaseUrl?: string };

/** The whole system as `npm start` composes it: real event log server, real PostgreSQL, real HTTP, simulated providers. */
const startEmbeddedBackend = async ({ logTo, logLevel }: Options): Promise<Backend & Stored> => {
  const directory = await mkdtemp(join(tmpdir(), 'only2u-test-'));
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
  let offsetMs = 0;
  const config = loadConfig({
    DATA_DIR: directory,
    POSTGRES_URL: database.url,
    EVENTSTORE_URL: `esdb://127.0.0.1:${eventLog.port}?tls=false`,
    SIMULATORS_PORT: new URL(simulators.url).port,
    MAIL_URL: simulators.mailUrl,
    WEBHOOK_LOOPBACK: 'allowed',
    PUBLIC_URL: `http://127.0.0.1:${port}`,
  });
  const log = pino({ level: logLevel ?? process.env['LOG_LEVEL'] ?? 'error' }, logTo ?? pino.destination(2));
  const system = await composeSystem(config, log, () => Date.now() + offsetMs);
  const gateway = await startGateway({
    port,
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
    eventStoreUrl: config.EVENTSTORE_URL!,
    databaseUrl: database.url,
    system,
    settled: (timeoutMs) => system.settled(timeoutMs),
    advance: (ms) => {
      offsetMs += ms;
      return Promise.resolve();
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

/** As a client does on the stack: where the read model is behind, or a busy store was too slow, it asks again. */
const fetchPatiently = async (url: string, request: RequestInit): Promise<Response> => {
  for (let attempt = 1; ; attempt += 1) {
    const answer = await fetch(url, request);
    if (answer.status !== 503 || attempt === ASKED_MAX) return answer;
    const { code } = (await answer.clone().json()) as { readonly code?: string };
    if (code !== 'ReadModelBehind' && code !== 'StoreUnavailable') return answer;
    await new Promise((resolve) => setTimeout(resolve, ASK_AGAIN_MS));
  }
};

/** The system that the journeys run against: in one process, or with `TEST_PROFILE=stack` each host as a process of its own. */
export const startTestSystem = async (options: Options = {}): Promise<TestSystem> => {
  const onStack = process.env['TEST_PROFILE'] === 'stack';
  const { url, system, eventStoreUrl, databaseUrl, ...backend } = await (onStack
    ? (startStackBackend() as Promise<Backend & Stored>)
    : startEmbeddedBackend(options));
  // Moving the clocks of other processes takes a moment, which the next call waits for.
  let advanced = Promise.resolve();
  return {
    url,
    system,
    ...(eventStoreUrl === undefined ? {} : { eventStoreUrl }),
    ...(databaseUrl === undefined ? {} : { databaseUrl }),
    tokenFor: (roles, userId) => system.ports.accessTokens.issue({ userId: userId ?? uuidV7(), roles }, TOKEN_SECONDS),
    call: async (method, path, { token, body, headers, key } = {}) => {
      await advanced;
      const isWrite = method !== 'GET';
      const request = {
        method,
        headers: {
          ...(isWrite ? { 'idempotency-key': key ?? uuidV7() } : {}),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      };
      const answer = await (onStack ? fetchPatiently : fetch)(`${url}/api/v1${path}`, request);
      const text = await answer.text();
      const isJson = answer.headers.get('content-type')?.includes('json') ?? false;
      return { status: answer.status, headers: answer.headers, body: isJson ? (JSON.parse(text) as unknown) : text };
    },
    settled: async () => {
      await advanced;
      await backend.settled(SETTLE_TIMEOUT_MS);
    },
    advance: (ms) => {
      advanced = advanced.then(() => backend.advance(ms));
    },
    stop: () => backend.stop(),
  };
};
