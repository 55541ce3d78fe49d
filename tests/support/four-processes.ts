import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { v7 as uuidV7 } from 'uuid';
import type { Role } from '../../domains/kernel/routes.ts';
import { loadConfig } from '../../infra/config.ts';
import { startEventStoreServer } from '../../infra/eventstore-server/index.ts';
import { DEVELOPMENT_CREDENTIALS } from '../../infra/simulators/development-credentials.ts';
import { startSimulators } from '../../infra/simulators/server.ts';
import { openCore, type Core } from '../../main/core.ts';
import { startHost, type HostProcess } from '../../main/stack-processes.ts';
import type { Answer, CallOptions, TestSystem } from './system.ts';
import { createTestDatabase } from './test-database.ts';

const COUNT = 4;
const TOKEN_SECONDS = 3_600;
const PAGE_MAX = 100;
const REFUSED_FOR_A_MOMENT = 503;
const TRIES_MAX = 50;

/** Several processes of each kind over one event log and one PostgreSQL; the gateway of payments is one too. */
export type Processes = {
  /** For the helpers of purchases: writes go to the command APIs in turn, so that no two in a row meet in one process. */
  readonly system: Pick<TestSystem, 'url' | 'tokenFor' | 'call'>;
  /** The log, read by a process of its own that keeps nothing in memory. */
  readonly core: Core;
  /** Ends the process that runs the sagas, as a power cut would; another one takes over. */
  killLeader(): Promise<void>;
  /** What the gateway has: payments, refunds and orders as its own API lists them. */
  atGateway<T>(path: 'payments' | 'refunds' | `orders?receipt=${string}`): Promise<readonly T[]>;
  stop(): Promise<void>;
};

const leads = async ({ url }: HostProcess): Promise<boolean> =>
  /^saga_leading 1$/m.test(await (await fetch(`${url}/metrics`)).text());

const send = async (url: string, method: string, path: string, options: CallOptions): Promise<Answer> => {
  const { token, body, headers, key = uuidV7() } = options;
  for (let attempt = 1; ; attempt += 1) {
    const answer = await fetch(`${url}/api/v1${path}`, {
      method,
      headers: {
        'idempotency-key': key,
        'content-type': 'application/json',
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...headers,
      },
      ...(method === 'GET' ? {} : { body: JSON.stringify(body ?? {}) }),
    });
    // Crowding is not a refusal: the same request is sent again under its key, as every client does.
    if (answer.status !== REFUSED_FOR_A_MOMENT || attempt === TRIES_MAX)
      return { status: answer.status, headers: answer.headers, body: await answer.json() };
  }
};

export const startFourProcesses = async (): Promise<Processes> => {
  const directory = await mkdtemp(join(tmpdir(), 'only2u-four-'));
  const database = await createTestDatabase();
  const eventLog = await startEventStoreServer({ port: 0, inMemory: true });
  const { razorpay, sms } = DEVELOPMENT_CREDENTIALS;
  const simulators = await startSimulators({ port: 0, razorpay: { ...razorpay, webhookUrl: null }, sms });
  const settings = {
    PROFILE: 'embedded',
    DATA_DIR: directory,
    POSTGRES_URL: database.url,
    EVENTSTORE_URL: `esdb://127.0.0.1:${eventLog.port}?tls=false`,
    SIMULATORS_PORT: new URL(simulators.url).port,
    LOG_LEVEL: 'error',
  };
  // Opened first, since it makes the secrets and tables that the processes share.
  const core = await openCore(loadConfig(settings), pino({ level: 'error' }, pino.destination(2)), {
    foldsCachedMax: 0,
  });
  const start = (name: string, entry: string): Promise<HostProcess> =>
    startHost({
      name,
      entry,
      environment: { ...process.env, ...settings, PORT: '0' },
      onLog: (text) => process.stderr.write(text),
    });
  const many = (name: string, entry: string): Promise<HostProcess[]> =>
    Promise.all(Array.from({ length: COUNT }, () => start(name, entry)));
  const commands = await many('command API', 'command-api/main.ts');
  const sagas = await many('sagas', 'sagas/main.ts');
  simulators.setWebhookUrl(`${commands[0]!.url}/api/v1/payments/webhook`);
  let turn = 0;
  return {
    core,
    system: {
      url: simulators.url,
      tokenFor: (roles: readonly Role[], userId = uuidV7()) =>
        core.ports.accessTokens.issue({ userId, roles }, TOKEN_SECONDS),
      call: (method, path, options = {}) => send(commands[(turn += 1) % COUNT]!.url, method, path, options),
    },
    killLeader: async () => {
      for (const host of sagas) {
        if (host.child.exitCode !== null || host.child.signalCode !== null || !(await leads(host))) continue;
        const gone = new Promise((resolve) => host.child.once('exit', resolve));
        host.child.kill('SIGKILL');
        await gone;
        return;
      }
      throw new Error('none of the processes runs the sagas');
    },
    atGateway: async <T>(path: string) => {
      const query = path.includes('?') ? '&' : '?';
      const credentials = Buffer.from(`${razorpay.keyId}:${razorpay.keySecret}`).toString('base64');
      const answer = await fetch(`${simulators.url}/simulators/razorpay/v1/${path}${query}count=${PAGE_MAX}`, {
        headers: { authorization: `Basic ${credentials}` },
      });
      return ((await answer.json()) as { items: T[] }).items;
    },
    stop: async () => {
      await Promise.all([...commands, ...sagas].map((host) => host.stop()));
      await core.close();
      await simulators.stop();
      await eventLog.stop();
      await database.drop();
      await rm(directory, { recursive: true, force: true });
    },
  };
};
