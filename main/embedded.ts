import { mkdir } from 'node:fs/promises';
import type { FastifyInstance } from 'fastify';
import { pino, type Logger } from 'pino';
import type { Config } from '../infra/config.ts';
import { allowedOrigins } from '../infra/gateway/browsers.ts';
import { startGateway } from '../infra/gateway/gateway.ts';
import { trustedProxies } from '../infra/http/trusted-proxies.ts';
import { createMetrics, type Metrics } from '../infra/metrics.ts';
import { startEmbeddedPostgres } from '../infra/postgres/embedded.ts';
import { startTracing } from '../infra/tracing.ts';
import { composeSystem, type RunningSystem } from './compose.ts';
import { demoText, demoTokens, openDemoShop } from './demo-shop.ts';
import { keptRunning } from './kept-running.ts';
import { requireFreePort, supervise } from './processes.ts';
import { siteServer } from './site.ts';
import { coreReadiness, watchPool } from './watch.ts';
import { watchWebhooks } from './webhook-feed.ts';

export type Stop = { readonly name: string; readonly stop: () => Promise<void> };

const say = (text: string): void => void process.stderr.write(`${text}\n`);

const timed = async <T>(what: string, work: () => Promise<T>): Promise<T> => {
  const began = performance.now();
  const result = await work();
  say(`  ${what.padEnd(32)} ${(performance.now() - began).toFixed(0).padStart(6)} ms`);
  return result;
};

const openLog = async (config: Config): Promise<Logger> => {
  await mkdir(`${config.DATA_DIR}/logs`, { recursive: true, mode: 0o700 });
  return pino(
    { level: config.LOG_LEVEL, base: null },
    pino.destination({ dest: `${config.DATA_DIR}/logs/only2u.log`, sync: false, minLength: 4096 }),
  );
};

/** The event log and the simulators as children, and PostgreSQL; gives the configuration that leads to them. */
const startServers = async (given: Config, log: Logger, stops: Stop[]): Promise<Config> => {
  for (const [port, variable] of [
    [given.PORT, 'PORT'],
    [given.EVENTSTORE_PORT, 'EVENTSTORE_PORT'],
    [given.SIMULATORS_PORT, 'SIMULATORS_PORT'],
    [given.SMTP_PORT, 'SMTP_PORT'],
  ] as const)
    await requireFreePort(port, variable);
  const onRestart = (kind: string, restart: number): void =>
    log.error({ kind, restart }, 'a child process died and is started again');
  const eventLog = timed('event log', () => supervise('event-log', {}, onRestart));
  const simulators = timed('provider simulators', () => supervise('simulators', {}, onRestart));
  const postgres = timed('PostgreSQL', () =>
    keptRunning(
      () => startEmbeddedPostgres({ directory: `${given.DATA_DIR}/postgres`, port: given.POSTGRES_PORT }),
      (restart) => onRestart('postgres', restart),
    ),
  );
  for (const [name, part] of [
    ['simulators', simulators],
    ['event log', eventLog],
    ['PostgreSQL', postgres],
  ] as const)
    stops.push({ name, stop: async () => (await part).stop() });
  await Promise.all([eventLog, simulators, postgres]);
  return {
    ...given,
    POSTGRES_URL: (await postgres).url,
    EVENTSTORE_URL: `esdb://127.0.0.1:${given.EVENTSTORE_PORT}?tls=false`,
  };
};

const startSite = async (system: RunningSystem, metrics: Metrics, log: Logger): Promise<FastifyInstance> => {
  metrics.gauge(
    'saga_work_pending',
    'Inputs that sagas and reactors have not finished',
    () => system.sagaHost.pendingCount,
  );
  watchPool(metrics, system.database);
  watchWebhooks(metrics, () => system.webhooks);
  const readiness = coreReadiness(system, () =>
    [...system.stopped().keys()].map((consumer) => `${consumer} has stopped`),
  );
  return siteServer({ metrics, readiness, log });
};

/** Everything of the embedded profile, each part stopped in the opposite order. */
export const startEmbedded = async (given: Config, stops: Stop[]): Promise<void> => {
  const log = await openLog(given);
  const config = await startServers(given, log, stops);
  const metrics = createMetrics();
  const tracing = await startTracing('embedded', config.OTEL_EXPORTER_OTLP_ENDPOINT);
  stops.push({ name: 'tracing', stop: () => tracing.stop() });
  const system = await timed('hosts', () => composeSystem(config, log, Date.now, metrics));
  stops.push({ name: 'hosts', stop: () => system.stop() });
  const site = await startSite(system, metrics, log);
  stops.push({ name: 'site', stop: () => site.close() });
  const siteListener = site.routing.bind(site);
  const gateway = await startGateway({
    port: config.PORT,
    host: config.HOST,
    trustsProxy: trustedProxies(config.TRUSTED_PROXIES),
    allowsOrigin: allowedOrigins(config.CORS_ORIGINS),
    routes: {
      commands: system.commands.routing.bind(system.commands),
      reads: system.reads.routing.bind(system.reads),
      prefixes: [
        { prefix: '/simulators', upstream: new URL(`http://127.0.0.1:${config.SIMULATORS_PORT}`) },
        ...['/docs', '/openapi.json', '/health', '/metrics'].map((prefix) => ({ prefix, upstream: siteListener })),
      ],
    },
  });
  stops.push({ name: 'gateway', stop: () => gateway.stop() });
  const tokens = await demoTokens(system.ports.accessTokens);
  await timed('demo shop', () => openDemoShop(gateway.url, tokens, config.DATA_DIR));
  process.stdout.write(`ready ${gateway.url}

  API documentation   ${gateway.url}/docs      (OpenAPI: ${gateway.url}/openapi.json)
  Simulators          ${gateway.url}/simulators   (SMS inbox: ${gateway.url}/simulators/sms/messages)
  Health, metrics     ${gateway.url}/health/ready  ${gateway.url}/metrics
  Log file            ${config.DATA_DIR}/logs/only2u.log

${demoText(gateway.url, tokens, config.DATA_DIR)}`);
};
