import type { LogConsumer } from '../infra/fan-out.ts';
import { postgresCheckpoints } from '../infra/postgres/checkpoints.ts';
import { traceWork } from '../infra/tracing.ts';
import { sagaHost, type SagaHost } from '../sagas/host.ts';
import { deliverDue, findOverdue, TICK_MS } from '../sagas/scheduler.ts';
import type { Sql } from '../domains/kernel/projection.ts';
import { sagaConsumer } from './consumers.ts';
import type { Core } from './core.ts';
import { periodic, type Periodic } from './periodic.ts';

const WATCH_MS = 60_000;

export type SagaFeed = {
  readonly host: SagaHost;
  readonly consumer: LogConsumer;
  /** Delivers deadlines that are due, and names processes that are overdue, now and then, until it is stopped. */
  startScheduler(): void;
  stopScheduler(): Promise<void>;
  /** Ends what is under way and stores the checkpoint. Close the feed first. */
  stop(): Promise<void>;
};

/** Sagas and reactors with their checkpoint and the scheduler of their deadlines. */
export const openSagaFeed = async (core: Core): Promise<SagaFeed> => {
  const { registry, store, handler, ports, now, database, log } = core;
  const host = sagaHost({
    sagas: registry.sagas,
    reactors: registry.reactors,
    aggregates: registry.aggregates,
    store,
    handler,
    ports,
    now,
    onRetry: (consumer, key, error, attempt) => core.onRetry(consumer, key, error, attempt),
    trace: traceWork,
  });
  const feed = await sagaConsumer(host, postgresCheckpoints(database), `sagas${registry.suffix}`, (error) =>
    log.warn({ err: error }, 'the checkpoint of the sagas could not be stored'),
  );
  let scheduled: readonly Periodic[] = [];
  const query = <T>(statement: Sql): Promise<readonly T[]> => database.query<T>(statement);
  const watch = async (): Promise<void> => {
    for (const overdue of await findOverdue(query, now())) log.error(overdue, 'this process has not come to an end');
  };
  return {
    host,
    consumer: feed.consumer,
    startScheduler: () => {
      scheduled = [
        periodic(
          TICK_MS,
          () => deliverDue(query, host, now()),
          (error) => log.warn({ err: error }, 'deadlines wait'),
        ),
        periodic(WATCH_MS, watch, (error) => log.warn({ err: error }, 'the watchdog could not look')),
      ];
    },
    stopScheduler: async () => {
      await Promise.all(scheduled.map((each) => each.stop()));
    },
    stop: async () => {
      await host.stop();
      await feed.stop();
    },
  };
};
