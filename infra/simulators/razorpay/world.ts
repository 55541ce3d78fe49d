import { VirtualClock } from '../clock.ts';
import { Faults } from '../faults.ts';
import type { PaymentRecord } from './entities.ts';
import { InProgress } from './in-progress.ts';
import { Settlements } from './settlements.ts';
import { Store } from './store.ts';
import { Webhooks } from './webhooks.ts';
import type { EventToSend } from './webhooks.ts';

export interface RazorpaySimulatorOptions {
  readonly keyId: string;
  readonly keySecret: string;
  /** The current webhook secret first. */
  readonly webhookSecrets: readonly [string, ...string[]];
  /** Where webhooks go; null until a receiver is known. */
  readonly webhookUrl: string | null;
  readonly webhookTimeoutMs?: number;
  readonly webhookTimeScale?: number;
  /** How long (virtual time) a refund stays pending; null leaves it pending until the control interface decides. */
  readonly refundSettleMs?: number | null;
  /** Days after which an uncaptured payment goes back to the customer. The vendor's pages disagree: 3 or 5. */
  readonly autoRefundDays?: number;
  /** Whether a second order with the same receipt is refused. */
  readonly uniqueReceipts?: boolean;
}

const DEFAULTS = {
  webhookTimeoutMs: 5_000,
  webhookTimeScale: 1,
  refundSettleMs: 250,
  autoRefundDays: 3,
  uniqueReceipts: true,
};
const WAKE_MS_MAX = 1_000;

export interface Runtime {
  /** Where to remember things; in memory only when undefined. */
  readonly directory: string | undefined;
  /** Unix milliseconds; the machine's clock when undefined. */
  readonly clock: (() => number) | undefined;
  /** Lets time have its effect on payments and refunds. */
  readonly whenDue: (world: World) => void;
}

/** The simulated vendor: what it remembers, its clock, its webhooks and the faults it was told to have. */
export class World {
  readonly options: Required<RazorpaySimulatorOptions>;
  readonly store: Store;
  readonly clock: VirtualClock;
  readonly webhooks: Webhooks;
  readonly settlements: Settlements;
  readonly faults = new Faults();
  readonly inProgress = new InProgress();
  readonly #whenDue: Runtime['whenDue'];
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(options: RazorpaySimulatorOptions, runtime: Runtime) {
    this.options = { ...DEFAULTS, ...options };
    this.#whenDue = runtime.whenDue;
    this.store = new Store(runtime.directory);
    this.settlements = new Settlements(this.store);
    this.clock = new VirtualClock(runtime.clock, Number(this.store.setting('clock-offset-ms') ?? 0));
    this.webhooks = new Webhooks(this.store, this.clock, {
      url: this.options.webhookUrl,
      secret: this.options.webhookSecrets[0],
      enabled: true,
      timeoutMs: this.options.webhookTimeoutMs,
      timeScale: this.options.webhookTimeScale,
      settled: () => this.wake(),
    });
  }

  /** Queues webhooks about one payment in the way that payment's webhooks travel. */
  emit({ wire, webhooks }: PaymentRecord, events: readonly EventToSend[]): void {
    this.webhooks.emit(wire.id, events, webhooks);
  }

  advanceDays(days: number): void {
    this.clock.advanceDays(days);
    this.store.set('clock-offset-ms', String(this.clock.offsetMs));
    this.wake();
  }

  /** Does all that is due and sets the alarm for what comes next. */
  wake(): void {
    if (this.#closed) return;
    clearTimeout(this.#timer);
    this.#whenDue(this);
    this.webhooks.pump();
    const next = [this.store.payments.nextDueAt(), this.store.refunds.nextDueAt(), this.webhooks.nextDueAt()];
    const known = next.filter((at) => at !== null);
    if (known.length === 0) return;
    // Never far ahead: the clock under us may be one that a test moves.
    const pause = Math.min(WAKE_MS_MAX, Math.max(1, Math.min(...known) - this.clock.now()));
    this.#timer = setTimeout(() => this.wake(), pause);
    this.#timer.unref();
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.webhooks.close();
    this.store.close();
  }
}
