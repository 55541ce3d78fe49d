import type { AnyAggregate } from '../../domains/kernel/aggregate.ts';
import type { RecordedEvent } from '../../domains/kernel/event-store.ts';
import { availableOf, balanceOf, onHandOf, type Inventory } from '../../domains/inventory/stock.ts';
import type { Coupon } from '../../domains/coupon/state.ts';
import type { Order } from '../../domains/order/state.ts';
import type { StoreCredit } from '../../domains/store-credit/state.ts';
import type { Wallet } from '../../domains/wallet/state.ts';
import { keptCapture, refundedPaise, type Payment } from '../../domains/payment/state.ts';
import { BackOrderMonitor } from './back-order-monitor.ts';
import { budgetIsKept } from './bonuses.ts';
import { LedgerMonitor } from './ledger-monitor.ts';

export type Violation = { readonly position: number; readonly stream: string; readonly rule: string };

type Check = (state: unknown, event: RecordedEvent) => string | undefined;

const stockIsNeverNegative: Check = (state, { metadata }) => {
  const inventory = state as Inventory;
  for (const variantId of Object.keys(inventory.variants))
    if (balanceOf(inventory, variantId, metadata.recordedAt) < 0)
      return `available stock of ${variantId} is ${balanceOf(inventory, variantId, metadata.recordedAt)}`;
  return Object.keys(inventory.variants).some((id) => availableOf(inventory, id, metadata.recordedAt) < 0)
    ? 'negative availability'
    : undefined;
};

const couponKeepsItsLimits: Check = (state) => {
  const { terms, reserved, redeemed, usesByUser, discountPaise } = state as Coupon;
  if (terms === undefined) return undefined;
  const uses = reserved.size + redeemed.size;
  const limits = terms as unknown as { usesMax?: number; usesPerUserMax?: number; budgetPaise?: number };
  if (limits.usesMax !== undefined && uses > limits.usesMax) return `${uses} uses of ${limits.usesMax}`;
  if (limits.usesPerUserMax !== undefined && usesByUser.some((count) => count > limits.usesPerUserMax!))
    return 'a user is over the limit';
  return limits.budgetPaise !== undefined && discountPaise > limits.budgetPaise ? 'the budget is overspent' : undefined;
};

const coinsAreNeverNegative: Check = (state) => {
  const { lots, holds, spent } = state as Wallet;
  const portions = [...lots, ...holds.flatMap((hold) => hold.portions), ...spent.flatMap((one) => one.portions)];
  return portions.some(({ coins }) => coins < 0) ? 'negative coins' : undefined;
};

const creditIsNeverNegative: Check = (state) => {
  const { freePaise, holds, spent } = state as StoreCredit;
  if (freePaise < 0 || holds.some(({ amountPaise }) => amountPaise <= 0)) return 'negative store credit';
  return spent.some(({ amountPaise, restoredPaise }) => restoredPaise > amountPaise)
    ? 'more store credit came back than was spent'
    : undefined;
};

const tendersGiveBackWhatTheyBrought: Check = (state) => {
  const { funds, storeCredit } = state as Order;
  return [...funds, storeCredit].some(({ paidPaise, givenPaise }) => givenPaise > paidPaise || givenPaise < 0)
    ? 'a tender gives back more than it brought'
    : undefined;
};

const refundsNeverExceedCaptures: Check = (state) => {
  const payment = state as Payment;
  for (const capture of payment.captures)
    if (refundedPaise(payment, capture.gatewayPaymentId) > capture.amountPaise)
      return `refunds exceed the capture ${capture.gatewayPaymentId}`;
  return undefined;
};

const CHECKS: Readonly<Record<string, Check>> = {
  inventory: stockIsNeverNegative,
  coupon: couponKeepsItsLimits,
  wallet: coinsAreNeverNegative,
  payment: refundsNeverExceedCaptures,
  storeCredit: creditIsNeverNegative,
  order: tendersGiveBackWhatTheyBrought,
  earningRule: budgetIsKept,
};

/** What the monitor follows; an array of events is one too. */
export type FollowedLog = { readonly length: number; at(position: number): RecordedEvent | undefined };

const HASH_START = 0x811c9dc5;
const HASH_PRIME = 0x01000193;

const piecesOf = (inventory: Inventory): number =>
  Object.keys(inventory.variants).reduce((sum, variantId) => sum + onHandOf(inventory, variantId), 0);

/** Standing questions about the log, asked again after each event. */
export class InvariantMonitor {
  readonly violations: Violation[] = [];
  readonly ledger = new LedgerMonitor();
  readonly backOrders = new BackOrderMonitor();
  readonly states = new Map<string, unknown>();
  /** Pieces that came in, or were found by a count, by product. */
  readonly received = new Map<string, number>();
  readonly #aggregates: ReadonlyMap<string, AnyAggregate>;
  #next = 0;
  #hash = HASH_START;
  constructor(aggregates: readonly AnyAggregate[]) {
    this.#aggregates = new Map(aggregates.map((aggregate) => [aggregate.category, aggregate]));
  }

  observe(log: FollowedLog): void {
    for (; this.#next < log.length; this.#next += 1) {
      const event = log.at(this.#next)!;
      this.#note(event);
      const category = event.stream.slice(0, event.stream.indexOf('-'));
      const aggregate = this.#aggregates.get(category);
      if (aggregate === undefined) continue;
      const before = this.states.has(event.stream)
        ? this.states.get(event.stream)
        : (aggregate.decider.initial as unknown);
      const after = aggregate.decider.evolve(before, event) as unknown;
      this.states.set(event.stream, after);
      if (event.type === 'StockReceived' || event.type === 'StockAdjusted')
        this.#receive((event.data as { productId: string }).productId, before as Inventory, after as Inventory);
      for (const rule of [
        CHECKS[category]?.(after, event),
        this.ledger.observe(event, after),
        this.backOrders.observe(event, after),
        this.#isPaid(event, after),
      ])
        if (rule !== undefined) this.violations.push({ position: this.#next, stream: event.stream, rule });
    }
  }

  /** A fingerprint of ids, types and streams so far: the same for the same seed. */
  get digest(): string {
    return this.#hash.toString(16).padStart(8, '0');
  }

  #receive(productId: string, before: Inventory, after: Inventory): void {
    const pieces = piecesOf(after) - piecesOf(before);
    this.received.set(productId, (this.received.get(productId) ?? 0) + pieces);
  }

  /** Of two streams: an order that is paid before it comes is confirmed by its capture, and by nothing else. */
  #isPaid({ type }: RecordedEvent, state: unknown): string | undefined {
    if (type !== 'OrderConfirmed') return undefined;
    const { paymentMethod, paymentId, totalPaise, storeCredit } = state as Order;
    if (paymentMethod === 'COD' || totalPaise === storeCredit.paidPaise) return undefined;
    const paid = this.states.get(`payment-${paymentId}`) as Payment | undefined;
    return paid && keptCapture(paid) ? undefined : 'the order is confirmed, and nothing was captured';
  }

  #note({ eventId, type, stream }: RecordedEvent): void {
    for (const character of `${eventId}${type}${stream}`)
      this.#hash = Math.imul(this.#hash ^ character.charCodeAt(0), HASH_PRIME) >>> 0;
  }

  /** Streams of a category by the id in their name. */
  byId(category: string): (readonly [string, unknown])[] {
    const prefix = `${category}-`;
    return [...this.states]
      .filter(([stream]) => stream.startsWith(prefix))
      .map(([stream, state]) => [stream.slice(prefix.length), state]);
  }

  statesOf(category: string): readonly unknown[] {
    return [...this.states].filter(([stream]) => stream.startsWith(`${category}-`)).map(([, state]) => state);
  }
}
