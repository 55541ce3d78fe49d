import type { LogConsumer } from '../infra/fan-out.ts';
import { postgresCheckpoints } from '../infra/postgres/checkpoints.ts';
import { traceWork } from '../infra/tracing.ts';
import { sagaHost, type SagaHost } from '../sagas/host.ts';
import { dropFiles } from '../domains/export/index.ts';
import { dayReconciliation } from '../domains/payment/index.ts';
import { isUndecided } from '../domains/kernel/handle.ts';
import { derivedId } from '../domains/kernel/derived-id.ts';
import { reconciliationSchedule } from '../sagas/day-reconciliation/scheduler.ts';
import { dayReconciliationReactor } from '../sagas/reactors/day-reconciliation.ts';
import { deliverDue, findOverdue, TICK_MS } from '../sagas/scheduler.ts';
import type { Sql } from '../domains/kernel/projection.ts';
import { sagaConsumer } from './consumers.ts';
import type { Core } from './core.ts';
import { periodic, type Periodic } from './periodic.ts';
import { openWebhookFeed, type WebhookFeed } from './webhook-feed.ts';

const WATCH_MS = 60_000;
const TIDY_MS = 60_000;

export type SagaFeed = {
  readonly host: SagaHost;
  readonly consumers: readonly LogConsumer[];
  /** Undefined in a process that is narrowed to other services. */
  readonly webhooks: WebhookFeed | undefined;
  /** Delivers deadlines and webhooks that are due, and names processes that are overdue, now and then, until it is stopped. */
  startScheduler(): void;
  stopScheduler(): Promise<void>;
  /** Ends what is under way and stores the checkpoint. Close the feed first. */
  stop(): Promise<void>;
};

/** Sagas and reactors with their checkpoint and the scheduler of their deadlines, and outgoing webhooks with theirs. */
export const openSagaFeed = async (core: Core): Promise<SagaFeed> => {
  const { registry, store, handler, ports, now, database, log } = core;
  const query = <T>(statement: Sql): Promise<readonly T[]> => database.query<T>(statement);
  const host = sagaHost({
    sagas: registry.sagas,
    reactors: registry.reactors,
    aggregates: registry.aggregates,
    store,
    handler,
    ports,
    now,
    query,
    onRetry: (consumer, key, error, attempt) => core.onRetry(consumer, key, error, attempt),
    trace: traceWork,
  });
  const feed = await sagaConsumer(host, postgresCheckpoints(database), `sagas${registry.suffix}`, (error) =>
    log.warn({ err: error }, 'the checkpoint of the sagas could not be stored'),
  );
  const webhooks = await openWebhookFeed(core);
  let scheduled: readonly Periodic[] = [];
  const watch = async (): Promise<void> => {
    for (const overdue of await findOverdue(query, now())) log.error(overdue, 'this process has not come to an end');
  };
  const askForReconciliations = reconciliationSchedule({
    query,
    send: async (command) => {
      const { day, run } = command.data;
      const commandId = derivedId('reconciliation schedule', day, run);
      const envelope = { commandId, correlationId: commandId, actor: 'scheduler' };
      if (isUndecided(await handler.execute(dayReconciliation, command, envelope))) throw new Error('not decided');
    },
  });
  const reconciles = registry.reactors.includes(dayReconciliationReactor);
  return {
    host,
    consumers: [feed.consumer, ...(webhooks === undefined ? [] : [webhooks.consumer])],
    webhooks,
    startScheduler: () => {
      webhooks?.start();
      scheduled = [
        periodic(
          TICK_MS,
          () => deliverDue(query, host, now()),
          (error) => log.warn({ err: error }, 'deadlines wait'),
        ),
        periodic(
          TIDY_MS,
          () => query(dropFiles(now())).then(() => undefined),
          (error) => log.warn({ err: error }, 'old files of exports wait to be dropped'),
        ),
        periodic(
          TICK_MS,
          () => (reconciles ? askForReconciliations(now()) : Promise.resolve()),
          (error) => log.warn({ err: error }, 'the comparison with the gateway waits'),
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
      await webhooks?.stop();
    },
  };
};
