import type { LogConsumer } from '../infra/fan-out.ts';
import { postgresCheckpoints } from '../infra/postgres/checkpoints.ts';
import { traceWork } from '../infra/tracing.ts';
import { sagaHost, type SagaHost } from '../sagas/host.ts';
import { deliverDue, TICK_MS } from '../sagas/scheduler.ts';
import { sagaConsumer } from './consumers.ts';
import type { Core } from './core.ts';

export type SagaFeed = {
  readonly host: SagaHost;
  readonly consumer: LogConsumer;
  /** Delivers deadlines that are due, now and then, until it is stopped. */
  startScheduler(): void;
  stopScheduler(): void;
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
  const feed = await sagaConsumer(host, postgresCheckpoints(database), `sagas${registry.suffix}`);
  let scheduler: NodeJS.Timeout | undefined;
  return {
    host,
    consumer: feed.consumer,
    startScheduler: () => {
      scheduler = setInterval(
        () =>
          void deliverDue((statement) => database.query(statement), host, now()).catch((error: unknown) =>
            log.warn({ err: error }, 'deadlines wait'),
          ),
        TICK_MS,
      );
    },
    stopScheduler: () => clearInterval(scheduler),
    stop: async () => {
      await host.stop();
      await feed.stop();
    },
  };
};
