import { sign } from '../../razorpay/signatures.ts';
import type { VirtualClock } from '../clock.ts';
import { DAY_MS } from '../clock.ts';
import { Deliveries } from './deliveries.ts';
import type { Delivery } from './deliveries.ts';
import { vendorId } from './entities.ts';
import type { WebhookBehaviour } from './entities.ts';
import { WebhookPoster } from './post.ts';
import type { Store } from './store.ts';

const IN_FLIGHT_MAX = 8;
const BATCH_MAX = 24;
const FIRST_RETRY_MS = 60_000;
const ACCOUNT = 'acc_Only2USimulatr';

export interface WebhookSettings {
  url: string | null;
  secret: string;
  enabled: boolean;
  /** The receiver must answer within this time. */
  readonly timeoutMs: number;
  /** Multiplies the pauses between repeats and the 24 hours after which the webhook is switched off. */
  readonly timeScale: number;
  /** Called after each attempt, so that whoever holds the alarm clock can look for what is due next. */
  readonly settled: () => void;
}

export interface EventToSend {
  readonly event: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

/** Signs events, delivers them at least once, repeats for a day, then switches the webhook off, as the vendor does. */
export class Webhooks {
  readonly settings: WebhookSettings;
  readonly deliveries: Deliveries;
  readonly #clock: VirtualClock;
  readonly #poster = new WebhookPoster();
  readonly #busySubjects = new Set<string>();
  #closed = false;

  constructor(store: Store, clock: VirtualClock, settings: WebhookSettings) {
    this.deliveries = new Deliveries(store);
    this.#clock = clock;
    this.settings = settings;
  }

  /** Queues events that happened together; the bodies are fixed now, so they stay snapshots of this moment. */
  emit(subject: string, events: readonly EventToSend[], behaviour: WebhookBehaviour): void {
    const now = this.#clock.now();
    const snapshots = events.map(({ event, payload }) => ({
      event,
      event_id: vendorId('evt').slice('evt_'.length),
      body: JSON.stringify(envelope(event, payload, this.#clock.seconds())),
    }));
    const inOrder = behaviour.reorder ? snapshots.toReversed() : snapshots;
    for (const snapshot of inOrder) {
      const status = this.#firstStatus(snapshot.event, behaviour);
      for (let copy = 0; copy <= behaviour.duplicates; copy += 1) {
        const due_at = now + behaviour.delayMs;
        this.deliveries.add({ ...snapshot, subject, secret: this.settings.secret, happened_at: now, due_at, status });
      }
    }
  }

  /** Starts every delivery that is due, so far as there is room; each one that ends starts the next. */
  pump(): void {
    const { url } = this.settings;
    if (this.#closed || url === null || this.#busySubjects.size >= IN_FLIGHT_MAX) return;
    for (const { n, subject } of this.deliveries.due(this.#clock.now(), BATCH_MAX)) {
      if (this.#busySubjects.size >= IN_FLIGHT_MAX) return;
      const delivery = this.#busySubjects.has(subject) ? null : this.deliveries.find(n);
      if (delivery === null) continue;
      this.#busySubjects.add(subject);
      void this.#deliver(url, delivery).finally(() => {
        this.#busySubjects.delete(subject);
        this.settings.settled();
      });
    }
  }

  nextDueAt(): number | null {
    return this.settings.url === null ? null : this.deliveries.nextDueAt(this.#clock.now());
  }

  close(): void {
    this.#closed = true;
    this.#poster.close();
  }

  async #deliver(url: string, delivery: Delivery): Promise<void> {
    const result = await this.#attempt(url, delivery);
    // What was under way when the simulator stopped stays waiting and is delivered again after the next start.
    if (this.#closed) return;
    const attempts = delivery.attempts + 1;
    if (/^2\d\d$/.test(result)) {
      this.deliveries.settle(delivery.n, { ...delivery, status: 'delivered', attempts, last_result: result });
      return;
    }
    const { timeScale } = this.settings;
    const due_at = this.#clock.now() + Math.ceil(FIRST_RETRY_MS * timeScale * 2 ** delivery.attempts);
    const over = due_at - delivery.happened_at > DAY_MS * timeScale;
    const status = over ? 'abandoned' : 'waiting';
    this.deliveries.settle(delivery.n, { status, attempts, due_at, last_result: result });
    if (over) this.#disable();
  }

  async #attempt(url: string, { body, secret, event_id }: Delivery): Promise<string> {
    const headers = { 'x-razorpay-signature': sign(secret, body), 'x-razorpay-event-id': event_id };
    try {
      return String(await this.#poster.post(url, body, { headers, timeoutMs: this.settings.timeoutMs }));
    } catch (error) {
      return error instanceof Error ? error.message : 'unknown';
    }
  }

  #disable(): void {
    this.settings.enabled = false;
    this.deliveries.disableWaiting();
  }

  #firstStatus(event: string, { drop }: WebhookBehaviour): Delivery['status'] {
    if (drop === true || (drop !== false && drop.includes(event))) return 'dropped';
    return this.settings.enabled ? 'waiting' : 'disabled';
  }
}

function envelope(event: string, payload: EventToSend['payload'], createdAt: number) {
  const entities = Object.entries(payload).map(([name, entity]) => [name, { entity }] as const);
  return {
    entity: 'event',
    account_id: ACCOUNT,
    event,
    contains: Object.keys(payload),
    payload: Object.fromEntries(entities),
    created_at: createdAt,
  };
}
