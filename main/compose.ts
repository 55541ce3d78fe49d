import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { streamSignals } from '../command-api/stream-signals.ts';
import type { EventStore } from '../domains/kernel/event-store.ts';
import type { Ports } from '../domains/kernel/ports/index.ts';
import type { Config } from '../infra/config.ts';
import { fanOut } from '../infra/fan-out.ts';
import type { Metrics } from '../infra/metrics.ts';
import type { Database } from '../infra/postgres/database.ts';
import { postgresProjectionStore } from '../infra/postgres/projection-store.ts';
import { projectionRunner } from '../projections/runner.ts';
import type { SagaHost } from '../sagas/host.ts';
import { startActivating } from './activating.ts';
import { commandHost } from './command-host.ts';
import { commandConsumer, projectionConsumer, waitingProgress } from './consumers.ts';
import { openCore } from './core.ts';
import { openEventLogFeed } from './event-log-feed.ts';
import { readHost } from './read-host.ts';
import { openSagaFeed } from './saga-feed.ts';
import { untilSettled } from './settling.ts';
import type { WebhookFeed } from './webhook-feed.ts';

export type RunningSystem = {
  readonly commands: FastifyInstance;
  readonly reads: FastifyInstance;
  readonly ports: Ports;
  readonly database: Database;
  /** Consumers and projections that go no further, and why. */
  stopped(): ReadonlyMap<string, unknown>;
  readonly sagaHost: SagaHost;
  readonly webhooks: WebhookFeed | undefined;
  /** Resolves when everything appended so far is projected and no saga has work left. For tests and for the demo's report. */
  settled(timeoutMs: number): Promise<void>;
  stop(): Promise<void>;
};

const DRAIN_MS_MAX = 5_000;

/** Remembers the last position that this process appended, which is what `settled` waits for. */
const watchAppends = (): { wrap: (store: EventStore) => EventStore; last: () => bigint } => {
  let last = -1n;
  return {
    last: () => last,
    wrap: (store) => ({
      ...store,
      append: async (stream, expected, events) => {
        const outcome = await store.append(stream, expected, events);
        if (outcome.outcome === 'appended' && outcome.position > last) last = outcome.position;
        return outcome;
      },
    }),
  };
};

/** All hosts in one process on one feed: command API, query API, sagas and projections. */
export const composeSystem = async (
  config: Config,
  log: Logger,
  clock: () => number = Date.now,
  metrics?: Metrics,
): Promise<RunningSystem> => {
  const { wrap, last } = watchAppends();
  const core = await openCore(config, log, { clock, metrics, wrapStore: wrap });
  const { database } = core;
  const signals = streamSignals();
  const eventLog = await openEventLogFeed(core, () => moved());
  const runner = await projectionRunner(
    core.registry.projections,
    postgresProjectionStore(database),
    (projection, error) => log.error({ err: error, projection }, 'this projection has stopped; the others go on'),
  );
  const { progress, moved } = waitingProgress(
    () => new Map([...runner.positions, [eventLog.name, eventLog.position]]),
    (position) => feed.hurry(position),
  );
  const { host, ...sagas } = await openSagaFeed(core);
  const feed = fanOut(
    core.store,
    [
      commandConsumer(core, signals, runner.resumeAfter),
      projectionConsumer(runner, moved),
      ...sagas.consumers,
      eventLog.consumer,
    ],
    {
      onRetry: (consumer, error, attempt) => core.onRetry(consumer, '', error, attempt),
      onStopped: (consumer, error) =>
        log.error({ err: error, consumer }, 'this consumer has stopped; the others go on'),
    },
  );
  sagas.startScheduler();
  const activating = startActivating(core);
  const commands = commandHost(core, signals);
  const reads = readHost(core, progress);
  await Promise.all([commands.ready(), reads.ready()]);

  const isSettled = (): boolean => {
    const target = last();
    feed.hurry(target);
    const positions = [...runner.positions.values(), eventLog.position, host.safePosition ?? -1n];
    return positions.every((position) => position >= target) && host.pendingCount === 0;
  };
  return {
    commands,
    reads,
    ports: core.ports,
    database,
    stopped: () => new Map<string, unknown>([...feed.stopped, ...runner.stopped]),
    sagaHost: host,
    webhooks: sagas.webhooks,
    settled: (timeoutMs) => untilSettled(isSettled, () => `${host.pendingCount} pending`, timeoutMs),
    stop: async () => {
      await sagas.stopScheduler();
      await activating.stop();
      await Promise.all([commands.close(), reads.close()]);
      // Work that fails is taken up again after the next start; it must not keep this one from ending.
      await Promise.race([host.idle(), new Promise((resolve) => setTimeout(resolve, DRAIN_MS_MAX).unref())]);
      await feed.close();
      await sagas.stop();
      await runner.flush();
      await eventLog.stop();
      await core.close();
    },
  };
};
