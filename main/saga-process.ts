import type { Config } from '../infra/config.ts';
import { requireSettings } from '../infra/config.ts';
import { endOfLog } from '../infra/eventstore/end-of-log.ts';
import { fanOut } from '../infra/fan-out.ts';
import { listen, operationsServer } from '../infra/http/operations.ts';
import { whileLeading } from '../infra/leading.ts';
import { NEEDED_SETTINGS } from '../infra/needed-settings.ts';
import { postgresLeases } from '../infra/postgres/leases.ts';
import { openDatabase } from '../infra/postgres/database.ts';
import { migrate } from '../infra/postgres/migrate.ts';
import { streamSignals } from '../command-api/stream-signals.ts';
import { commandConsumer } from './consumers.ts';
import { startCopies, type Copies } from './copies.ts';
import { openCore, type CoreOptions } from './core.ts';
import type { Start } from './process.ts';
import { registryFor } from './registry.ts';
import { progressPublisher } from '../infra/postgres/progress-channel.ts';
import { openSagaFeed, type SagaFeed } from './saga-feed.ts';
import { coreReadiness, watchPool } from './watch.ts';
import { watchWebhooks } from './webhook-feed.ts';

type Parts = Parameters<Start>[0];
type Running = { readonly sagas: SagaFeed; readonly stopped: () => readonly string[] };

const LEASE_CONNECTIONS_MAX = 2;
const DRAIN_TIMEOUT_MS = 10_000;

const fired = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });

/** Sagas, reactors and the copy of the log for auditors for as long as the signal does not fire; then what was begun is finished. */
const runSagas = async (
  { config, log }: { config: Config; log: Parts['log'] },
  options: CoreOptions,
  signal: AbortSignal,
  onRunning: (running: Running | undefined) => void,
): Promise<void> => {
  const core = await openCore(config, log, options);
  const after = await endOfLog(core.eventLog.client);
  const sagas = await openSagaFeed(core);
  const progress = progressPublisher(core.database, (error) => log.warn({ err: error }, 'progress could not be told'));
  const events: Parameters<typeof fanOut>[2] = {
    onRetry: (name, error, attempt) => core.onRetry(name, '', error, attempt),
    onStopped: (name, error) => log.error({ err: error, consumer: name }, 'this consumer has stopped'),
  };
  const consumers = [commandConsumer(core, streamSignals(), after), ...sagas.consumers];
  const feed = fanOut(core.store, consumers, events);
  const copies: Copies = await startCopies(core, events, () => progress.moved(0, copies.positions));
  sagas.startScheduler();
  onRunning({
    sagas,
    stopped: () => [...feed.stopped.keys(), ...copies.stopped()],
  });
  await fired(signal);
  await sagas.stopScheduler();
  await feed.close();
  // What fails again and again is not waited for: its input is delivered again to the next leader.
  await Promise.race([sagas.host.idle(), new Promise((resolve) => setTimeout(resolve, DRAIN_TIMEOUT_MS).unref())]);
  await sagas.stop();
  await copies.stop();
  onRunning(undefined);
  await core.close();
};

/** Sagas and reactors alone. One process of a kind leads and the others stand by, since a saga's instances live in its memory. */
export const sagaProcess: Start = async ({ config, log, metrics, clock }) => {
  const { POSTGRES_URL } = requireSettings(config, NEEDED_SETTINGS.sagas.required);
  const database = openDatabase(POSTGRES_URL, LEASE_CONNECTIONS_MAX);
  await migrate(database);
  let running: Running | undefined;
  const leading = whileLeading(
    postgresLeases(database),
    `sagas${registryFor(config.SERVICES).suffix}`,
    (signal) => runSagas({ config, log }, { metrics, clock }, signal, (now) => (running = now)),
    {
      onLeading: () => log.info('this process runs the sagas'),
      onLost: (_, reason) => log.warn({ err: reason }, 'this process no longer runs the sagas'),
    },
  );
  watchPool(metrics, database);
  metrics.gauge('saga_leading', '1 when this process runs the sagas', () => Number(leading.isLeading));
  metrics.gauge(
    'saga_work_pending',
    'Inputs that sagas and reactors have not finished',
    () => running?.sagas.host.pendingCount ?? 0,
  );
  metrics.gauge('saga_position', 'Log position up to which all work is done', () =>
    Number(running?.sagas.host.safePosition ?? -1n),
  );
  watchWebhooks(metrics, () => running?.sagas.webhooks);
  const problems = (): readonly string[] => (running?.stopped() ?? []).map((name) => `${name} has stopped`);
  const app = operationsServer(metrics, coreReadiness({ database }, problems), log);
  const url = await listen(app, config);
  return {
    url,
    stop: async () => {
      await leading.stop();
      await app.close();
      await database.close();
    },
  };
};
