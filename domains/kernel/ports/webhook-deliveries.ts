import type { Instant } from '../../../event-schemas/primitives.ts';

/** A message for one endpoint, as the log gave it. */
export type NewWebhookDelivery = {
  readonly deliveryId: string;
  readonly endpointId: string;
  /** The same for every endpoint that gets the message, and for every try. */
  readonly messageId: string;
  readonly eventType: string;
  readonly subject: string;
  readonly position: bigint;
  /** The bytes that are signed and sent. */
  readonly body: string;
  readonly recordedAt: Instant;
};
export type ClaimedWebhookDelivery = {
  readonly deliveryId: string;
  readonly endpointId: string;
  readonly messageId: string;
  readonly body: string;
  readonly tries: number;
};
/** How many deliveries of an endpoint may be taken; a probe takes one that need not be due, if the endpoint has rested. */
export type WebhookClaim = { readonly endpointId: string; readonly limit: number; readonly isProbe: boolean };
export type WebhookAttempt = {
  readonly at: Instant;
  readonly status: number | null;
  readonly failure: string | null;
  readonly durationMs: number;
  readonly body: string;
};
export type WebhookOutcome = {
  readonly deliveryId: string;
  readonly endpointId: string;
  readonly attempt: WebhookAttempt;
  readonly status: 'delivered' | 'waiting' | 'failed';
  /** When it is tried again, if it waits. */
  readonly nextAttemptAt: Instant;
  /** Before this instant no probe is made. */
  readonly probeAt: Instant;
};

/** The queue and the log of outgoing deliveries. Everything throws `StoreUnavailable` while the store is away. */
export type WebhookDeliveries = {
  /** Adds what is not there; adding it again changes nothing. */
  add(deliveries: readonly NewWebhookDelivery[]): Promise<void>;
  /** Takes deliveries that are due, oldest first. Whoever dies with one leaves it to others after `leasedUntil`. */
  claim(
    claims: readonly WebhookClaim[],
    now: Instant,
    leasedUntil: Instant,
  ): Promise<readonly ClaimedWebhookDelivery[]>;
  /** Writes down what a try gave. Answers how many tries of the endpoint have failed in a row. */
  record(outcome: WebhookOutcome): Promise<number>;
  /** Makes one delivery due, with all its tries before it again. */
  resend(deliveryId: string, now: Instant): Promise<void>;
  /** The same for what was recorded since an instant, the oldest `limit` of it. */
  replay(replay: {
    readonly endpointId: string;
    readonly since: Instant;
    readonly onlyFailed: boolean;
    readonly limit: number;
    readonly now: Instant;
  }): Promise<void>;
  /** Begins the count of failures in a row anew. */
  forgive(endpointId: string): Promise<void>;
  /** Gives up what waits for an endpoint that is no more. */
  abandon(endpointId: string): Promise<void>;
  /** Drops what was recorded before an instant, a bounded part at a time. */
  drop(before: Instant): Promise<void>;
  /** Deliveries that wait, by endpoint. */
  waiting(): Promise<ReadonlyMap<string, number>>;
};
