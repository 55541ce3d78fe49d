import type {
  ClaimedWebhookDelivery,
  WebhookClaim,
  WebhookDeliveries,
  WebhookOutcome,
} from '../../domains/kernel/ports/webhook-deliveries.ts';
import { instantAfter } from '../../domains/kernel/calendar.ts';
import type { Secrets } from '../../domains/kernel/ports/secrets.ts';
import type { WebhookAnswer, WebhookTarget } from '../../domains/kernel/ports/webhook-target.ts';
import { webhookPolicy } from '../../domains/policy/webhook.ts';
import type { WebhookEndpointCommand } from '../../domains/webhook/endpoints/commands.ts';
import type { WebhookEndpoint, WebhookEndpoints } from '../../domains/webhook/endpoints/state.ts';
import type { Instant } from '../../event-schemas/primitives.ts';
import { keptAnswer } from './answer-text.ts';
import { pauseAfter } from './pauses.ts';
import { signedHeaders } from './signing.ts';

const { answerTimeoutMs, failuresInRowMax, keptMs, parallelMax, probeEveryMs, triesMax, waitingMax } = webhookPolicy;
/** A delivery that was taken is due again after this long, if whoever took it has died: well after every call has ended. */
export const LEASE_MS = 4 * answerTimeoutMs.value;
const GONE = 410;

type Options = {
  readonly deliveries: WebhookDeliveries;
  readonly target: WebhookTarget;
  readonly secrets: Pick<Secrets, 'keyedHash'>;
  readonly endpoints: () => WebhookEndpoints;
  /** Sends a command about an endpoint; a repeat changes nothing. */
  readonly send: (command: WebhookEndpointCommand) => Promise<void>;
  readonly now: () => Instant;
  /** Between 0 and 1. */
  readonly chance: () => number;
  readonly onError: (error: unknown) => void;
};
export type WebhookWorker = {
  /** Takes what is due and may be sent now. Called now and then, and when something may be due. */
  work(): Promise<void>;
  /** Drops what is old, and switches off endpoints for which too much waits. Called every minute or so. */
  tidy(): Promise<void>;
  readonly delivered: number;
  readonly failed: number;
  /** Begins nothing more, ends what is under way; what has not ended is tried again later. */
  stop(): Promise<void>;
};

class ParallelWorker implements WebhookWorker {
  delivered = 0;
  failed = 0;
  readonly #options: Options;
  readonly #stopping = new AbortController();
  readonly #underWay = new Map<string, number>();
  readonly #calls = new Set<Promise<void>>();
  #working: Promise<void> | undefined;
  #again = false;

  constructor(options: Options) {
    this.#options = options;
  }

  work(): Promise<void> {
    this.#again = true;
    return (this.#working ??= this.#workOn().finally(() => (this.#working = undefined)));
  }

  async tidy(): Promise<void> {
    const { deliveries, endpoints, now, send } = this.#options;
    // Before anything else, since the log of an endpoint that was removed lapses too.
    await deliveries.drop(instantAfter(now(), -keptMs.value));
    if (endpoints().length === 0) return;
    const waiting = await deliveries.waiting();
    for (const { endpointId } of endpoints())
      if ((waiting.get(endpointId) ?? 0) > waitingMax.value)
        await send({ type: 'PauseWebhookEndpoint', data: { endpointId, reason: 'overflowing' } });
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#working?.catch(() => undefined);
    await Promise.all(this.#calls);
  }

  async #workOn(): Promise<void> {
    while (this.#again && !this.#stopping.signal.aborted) {
      this.#again = false;
      const { deliveries, endpoints, now } = this.#options;
      const present = new Map(endpoints().map((each) => [each.endpointId as string, each]));
      const claims = [...present.values()].flatMap((each) => this.#claimFor(each));
      if (claims.length === 0) return;
      const at = now();
      for (const delivery of await deliveries.claim(claims, at, instantAfter(at, LEASE_MS)))
        this.#begin(delivery, present.get(delivery.endpointId)!);
    }
  }

  #claimFor({ endpointId, paused }: WebhookEndpoint): WebhookClaim[] {
    const busy = this.#underWay.get(endpointId) ?? 0;
    if (paused === undefined)
      return busy < parallelMax.value ? [{ endpointId, limit: parallelMax.value - busy, isProbe: false }] : [];
    return paused.reason === 'failing' && busy === 0 ? [{ endpointId, limit: 1, isProbe: true }] : [];
  }

  #begin(delivery: ClaimedWebhookDelivery, endpoint: WebhookEndpoint): void {
    const { endpointId } = delivery;
    this.#underWay.set(endpointId, (this.#underWay.get(endpointId) ?? 0) + 1);
    const call = this.#deliver(delivery, endpoint)
      .catch(this.#options.onError)
      .finally(() => {
        this.#calls.delete(call);
        this.#underWay.set(endpointId, this.#underWay.get(endpointId)! - 1);
        this.work().catch(this.#options.onError);
      });
    this.#calls.add(call);
  }

  async #deliver(delivery: ClaimedWebhookDelivery, endpoint: WebhookEndpoint): Promise<void> {
    const { target, secrets, now, deliveries } = this.#options;
    const { messageId, body } = delivery;
    const at = now();
    const headers = signedHeaders({ messageId, body, now: at }, endpoint, secrets);
    const { signal } = this.#stopping;
    const answer = await target.post({ url: endpoint.url, headers, body, signal });
    // A call that we ended says nothing of the receiver; its delivery is due again when the lease is over.
    if (signal.aborted && answer.status === undefined) return;
    const outcome = this.#outcomeOf(delivery, at, answer);
    const failures = await deliveries.record(outcome);
    if (outcome.status === 'delivered') this.delivered += 1;
    if (outcome.status === 'failed') this.failed += 1;
    await this.#judge(endpoint, answer, failures);
  }

  #outcomeOf(
    { deliveryId, endpointId, tries }: ClaimedWebhookDelivery,
    at: Instant,
    answer: WebhookAnswer,
  ): WebhookOutcome {
    const { status, failure, durationMs, retryAfterMs } = answer;
    const ended = this.#options.now();
    const isTaken = status !== undefined && status >= 200 && status < 300;
    const isOver = status === GONE || tries + 1 >= triesMax.value;
    return {
      deliveryId,
      endpointId,
      attempt: { at, status: status ?? null, failure: failure ?? null, durationMs, body: keptAnswer(answer.body) },
      status: isTaken ? 'delivered' : isOver ? 'failed' : 'waiting',
      nextAttemptAt: instantAfter(ended, pauseAfter(tries + 1, this.#options.chance(), retryAfterMs)),
      probeAt: instantAfter(ended, probeEveryMs.value),
    };
  }

  /** Opens the circuit of an endpoint, closes it again, or ends it, after what it has answered. */
  async #judge({ endpointId, paused }: WebhookEndpoint, { status }: WebhookAnswer, failures: number): Promise<void> {
    const { send } = this.#options;
    if (status === GONE) await send({ type: 'PauseWebhookEndpoint', data: { endpointId, reason: 'gone' } });
    else if (failures >= failuresInRowMax.value && paused === undefined)
      await send({ type: 'PauseWebhookEndpoint', data: { endpointId, reason: 'failing' } });
    else if (failures === 0 && paused?.reason === 'failing')
      await send({ type: 'ResumeWebhookEndpoint', data: { endpointId, by: 'probe' } });
  }
}

/**
 * Sends what is due, so many calls at once for each endpoint and none waiting for another's. What was taken is due again after
 * a while unless its outcome is written down, so a crash repeats a call at worst.
 */
export const webhookWorker = (options: Options): WebhookWorker => new ParallelWorker(options);
