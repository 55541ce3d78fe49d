import { derivedId } from '../../domains/kernel/derived-id.ts';
import type { FeedBatch, RecordedEvent } from '../../domains/kernel/event-store.ts';
import type { NewWebhookDelivery, WebhookDeliveries } from '../../domains/kernel/ports/webhook-deliveries.ts';
import { webhookPolicy } from '../../domains/policy/webhook.ts';
import { webhookEndpoints } from '../../domains/webhook/endpoints/aggregate.ts';
import type { WebhookEndpoint, WebhookEndpoints } from '../../domains/webhook/endpoints/state.ts';
import type { WebhookEndpointEvent } from '../../domains/webhook/endpoints/events.ts';
import type { WebhookTaskEvent } from '../../domains/webhook/task/events.ts';

/** What outsiders are told by an event: the whole body of the message. */
export type OutgoingMessage = {
  readonly type: string;
  readonly subject: string;
  readonly body: string;
};
type Options = {
  readonly deliveries: WebhookDeliveries;
  /** Types of stored events of which there may be something to tell. */
  readonly handles: ReadonlySet<string>;
  /** Throws for an event of which nothing can be made: outsiders miss it, and nobody waits for it. */
  readonly messagesOf: (event: RecordedEvent) => readonly OutgoingMessage[];
  readonly testMessage: (messageId: string, event: RecordedEvent) => OutgoingMessage;
  readonly onLost: (event: RecordedEvent, error: unknown) => void;
  /** Something may be due. */
  readonly onAdded: () => void;
};
export type WebhookDispatcher = {
  /** The endpoints as of the last event that was given. */
  readonly endpoints: WebhookEndpoints;
  onBatch(batch: FeedBatch): Promise<void>;
};

const NOT_KEPT_FOR: readonly string[] = ['gone', 'overflowing'];
const isKeptFor = ({ paused }: WebhookEndpoint): boolean =>
  paused === undefined || !NOT_KEPT_FOR.includes(paused.reason);

export const deliveryIdOf = (endpointId: string, messageId: string): string =>
  derivedId('webhookDelivery', endpointId, messageId);

/**
 * Takes the log in order and puts what endpoints shall get into the queue. Which endpoints there are is folded from the same
 * log, so each gets exactly what was recorded since it was registered, and a shop without endpoints asks nobody anything.
 */
export class LogDispatcher implements WebhookDispatcher {
  readonly #options: Options;
  #endpoints: WebhookEndpoints;
  #seen = -1n;

  /** `before` are the events of the endpoints' stream up to where the feed begins. */
  constructor(options: Options, before: readonly RecordedEvent[]) {
    this.#options = options;
    this.#endpoints = webhookEndpoints.decider.initial;
    for (const event of before) this.#fold(event);
  }

  get endpoints(): WebhookEndpoints {
    return this.#endpoints;
  }

  async onBatch({ events }: FeedBatch): Promise<void> {
    let gathered: NewWebhookDelivery[] = [];
    const flush = async (): Promise<void> => {
      if (gathered.length === 0) return;
      await this.#options.deliveries.add(gathered);
      gathered = [];
      this.#options.onAdded();
    };
    for (const event of events) {
      if (event.type in webhookEndpoints.events) {
        await this.#followEndpoint(event);
        continue;
      }
      const isTask = event.stream.startsWith('webhookTask-');
      if (isTask && event.type !== 'WebhookTestRequested') {
        await flush();
        await this.#carryOut(event as RecordedEvent & WebhookTaskEvent);
      } else gathered.push(...(isTask ? this.#test(event) : this.#deliveriesOf(event)));
    }
    await flush();
  }

  /** A batch may be given twice; each event changes the endpoints once. */
  #fold(event: RecordedEvent): void {
    if (event.revision <= this.#seen) return;
    this.#seen = event.revision;
    this.#endpoints = webhookEndpoints.decider.evolve(this.#endpoints, event as unknown as WebhookEndpointEvent);
  }

  async #followEndpoint(event: RecordedEvent): Promise<void> {
    this.#fold(event);
    const { deliveries, onAdded } = this.#options;
    const { type, data } = event as unknown as WebhookEndpointEvent;
    if (type === 'WebhookEndpointRemoved') await deliveries.abandon(data.endpointId);
    if (type !== 'WebhookEndpointResumed') return;
    await deliveries.forgive(data.endpointId);
    onAdded();
  }

  async #carryOut({ type, data }: WebhookTaskEvent): Promise<void> {
    const { deliveries, onAdded } = this.#options;
    const { requestedAt: now, endpointId } = data;
    if (type === 'WebhookResendRequested') await deliveries.resend(data.deliveryId, now);
    if (type === 'WebhookReplayRequested') {
      const { since, onlyFailed } = data;
      await deliveries.replay({ endpointId, since, onlyFailed, limit: webhookPolicy.replayMax.value, now });
    }
    onAdded();
  }

  #test(event: RecordedEvent): NewWebhookDelivery[] {
    const { endpointId, messageId } = event.data as { readonly endpointId: string; readonly messageId: string };
    if (!this.#endpoints.some((each) => each.endpointId === endpointId)) return [];
    return [this.#delivery(endpointId, messageId, this.#options.testMessage(messageId, event), event)];
  }

  #deliveriesOf(event: RecordedEvent): NewWebhookDelivery[] {
    const { handles, messagesOf, onLost } = this.#options;
    if (this.#endpoints.length === 0 || !handles.has(event.type)) return [];
    try {
      return messagesOf(event).flatMap((message) =>
        this.#endpoints
          .filter((each) => isKeptFor(each) && (each.eventTypes as readonly string[]).includes(message.type))
          .map(({ endpointId }) => this.#delivery(endpointId, event.eventId, message, event)),
      );
    } catch (error) {
      onLost(event, error);
      return [];
    }
  }

  #delivery(
    endpointId: string,
    messageId: string,
    { type, subject, body }: OutgoingMessage,
    { position, metadata }: RecordedEvent,
  ): NewWebhookDelivery {
    const deliveryId = deliveryIdOf(endpointId, messageId);
    const { recordedAt } = metadata;
    return { deliveryId, endpointId, messageId, eventType: type, subject, position, body, recordedAt };
  }
}
