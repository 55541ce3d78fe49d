import { derivedId } from '../domains/kernel/derived-id.ts';
import { isUndecided } from '../domains/kernel/handle.ts';
import { webhookPolicy } from '../domains/policy/webhook.ts';
import type { WebhookEndpointCommand } from '../domains/webhook/endpoints/commands.ts';
import { webhookEndpoints, WEBHOOK_ENDPOINTS_ID } from '../domains/webhook/index.ts';
import { endOfLog } from '../infra/eventstore/end-of-log.ts';
import type { LogConsumer } from '../infra/fan-out.ts';
import type { Metrics } from '../infra/metrics.ts';
import { postgresCheckpoints } from '../infra/postgres/checkpoints.ts';
import { postgresWebhookDeliveries } from '../infra/postgres/webhook-deliveries.ts';
import { webhookPausedMail } from '../sagas/reactors/webhook-paused-mail.ts';
import { LogDispatcher } from '../sagas/webhooks/dispatcher.ts';
import { webhookWorker } from '../sagas/webhooks/worker.ts';
import type { Core } from './core.ts';
import { integrationSources } from './integration-events.ts';
import { periodic } from './periodic.ts';
import { webhookMessages } from './webhook-messages.ts';

const TICK_MS = 500;
const TIDY_MS = 60_000;
const CHECKPOINT_EVERY_MS = 1_000;

export type WebhookFeed = {
  readonly consumer: LogConsumer;
  readonly delivered: number;
  readonly failed: number;
  /** Endpoints whose circuit is open. */
  readonly open: number;
  /** Deliveries that have not come to an end. */
  waiting(): Promise<number>;
  /** Begins to send. */
  start(): void;
  /** Ends what is under way and stores the checkpoint. Close the feed first. */
  stop(): Promise<void>;
};

/** Where the queue has been filled up to, and the endpoints' own events: at the first start nothing older than an endpoint counts. */
const beginning = async ({ eventLog, store }: Core, checkpoint: bigint | undefined) => {
  const end = checkpoint ?? (await endOfLog(eventLog.client));
  const history = await store.readStream(`${webhookEndpoints.category}-${WEBHOOK_ENDPOINTS_ID}`);
  const [first] = history;
  const after = checkpoint ?? (first === undefined ? end : first.position - 1n);
  return { after, before: history.filter(({ position }) => after !== undefined && position <= after) };
};

/** Carries out commands about endpoints. Their ids are made of chance: the endpoint's state says whether there is something to do. */
const sender =
  ({ handler, ports }: Core) =>
  async (command: WebhookEndpointCommand): Promise<void> => {
    const commandId = derivedId('webhooks', ports.secrets.randomToken());
    const envelope = { commandId, correlationId: commandId, actor: 'webhooks' };
    if (isUndecided(await handler.execute(webhookEndpoints, command, envelope))) throw new Error('not decided');
  };

/** What outgoing webhooks need of the log, and who sends them. Undefined in a process that is narrowed to other services. */
export const openWebhookFeed = async (core: Core): Promise<WebhookFeed | undefined> => {
  const { registry, database, log, ports, now } = core;
  if (!registry.reactors.includes(webhookPausedMail)) return undefined;
  const checkpoints = postgresCheckpoints(database);
  const name = `webhooks${registry.suffix}`;
  let stored = await checkpoints.get(name);
  const { after, before } = await beginning(core, stored);
  const deliveries = postgresWebhookDeliveries(database, webhookPolicy.attemptsKeptMax.value);
  const onError = (error: unknown): void => log.warn({ err: error }, 'webhooks wait');
  const dispatcher = new LogDispatcher(
    {
      ...webhookMessages(integrationSources),
      deliveries,
      onLost: ({ type, stream, position }, error) =>
        log.error({ err: error, type, stream, position: String(position) }, 'endpoints miss an event'),
      onAdded: () => void worker.work().catch(onError),
    },
    before,
  );
  const worker = webhookWorker({
    deliveries,
    target: ports.webhookTarget,
    secrets: ports.secrets,
    endpoints: () => dispatcher.endpoints,
    send: sender(core),
    now,
    chance: Math.random,
    onError,
  });
  let reached = after;
  const store = async (): Promise<void> => {
    const position = reached;
    if (position === undefined || position === stored) return;
    await checkpoints.set(name, position);
    stored = position;
  };
  const running = [periodic(CHECKPOINT_EVERY_MS, store, onError)];
  return {
    consumer: {
      name,
      after,
      onBatch: async (batch) => {
        await dispatcher.onBatch(batch);
        reached = batch.position;
      },
    },
    get delivered() {
      return worker.delivered;
    },
    get failed() {
      return worker.failed;
    },
    get open() {
      return dispatcher.endpoints.filter(({ paused }) => paused?.reason === 'failing').length;
    },
    waiting: async () => [...(await deliveries.waiting()).values()].reduce((sum, count) => sum + count, 0),
    start: () => {
      running.push(
        periodic(TICK_MS, () => worker.work(), onError),
        periodic(TIDY_MS, () => worker.tidy(), onError),
      );
    },
    stop: async () => {
      await Promise.all(running.map((each) => each.stop()));
      await worker.stop();
      await store();
    },
  };
};

/** The figures of outgoing webhooks; those of a process that does not send are 0. */
export const watchWebhooks = (metrics: Metrics, feed: () => WebhookFeed | undefined): void => {
  metrics.gauge(
    'webhook_deliveries_delivered',
    'Deliveries taken by receivers since the start',
    () => feed()?.delivered ?? 0,
  );
  metrics.gauge('webhook_deliveries_failed', 'Deliveries given up since the start', () => feed()?.failed ?? 0);
  metrics.gauge(
    'webhook_deliveries_waiting',
    'Deliveries that wait for a first or a further try',
    () => feed()?.waiting() ?? 0,
  );
  metrics.gauge('webhook_circuits_open', 'Endpoints left alone because too many tries failed', () => feed()?.open ?? 0);
};
