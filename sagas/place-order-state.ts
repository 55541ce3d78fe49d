import type { Instant, OrderId, PaymentId, ProductId, UserId, VariantId } from '../event-schemas/primitives.ts';
import { instantAfter } from '../domains/kernel/calendar.ts';
import type { Deadline } from '../domains/kernel/saga.ts';
import { couponUses, type CouponUse } from '../domains/order/coupon-uses.ts';
import type { OrderEvent } from '../domains/order/events.ts';
import type { OrderLine } from '../domains/order/lines.ts';
import { paymentPolicy } from '../domains/policy/payment.ts';
import { budgetBonuses } from './place-order-bonuses.ts';

/** `backOrder` says how many the buyer was told are still to come; absent in processes that began before buyers were told. */
type HeldPieces = {
  readonly variantId: VariantId;
  readonly quantity: number;
  readonly backOrder?: { readonly quantity: number; readonly promisedOn?: string | undefined };
};
/** A line as its stock is held: nothing may be missing that the buyer was not told of. */
export const piecesToHold = ({ variantId, quantity, backOrder }: OrderLine): Required<HeldPieces> => ({
  variantId,
  quantity,
  backOrder: backOrder ?? { quantity: 0 },
});

/** What the process has to remember of the order. */
export type OrderFacts = {
  readonly orderId: OrderId;
  readonly userId: UserId;
  readonly paymentId: PaymentId;
  readonly paymentMethod: 'PREPAID' | 'COD';
  readonly totalPaise: number;
  /** Of the total; the payment is about the rest. Absent without store credit. */
  readonly storeCreditPaise?: number;
  readonly subtotalPaise: number;
  /** The order's own coupon and the promotions that applied. */
  readonly coupons: readonly CouponUse[];
  readonly coins: number;
  /** Coins beyond the usual, by the rules that give them. Absent in processes that began before there were rules. */
  readonly bonuses?: readonly { readonly ruleId: string; readonly coins: number }[];
  readonly expiresAt: Instant;
  /** The holds end a little later than the order, so that a payment of the last second still finds them. */
  readonly holdsUntil: Instant;
  readonly products: readonly {
    readonly productId: ProductId;
    readonly lines: HeldPieces[];
  }[];
};
/** What the payment is about: the total without what store credit pays. */
export const duePaise = ({ totalPaise, storeCreditPaise = 0 }: OrderFacts): number => totalPaise - storeCreditPaise;

/** Why the order does not go through. */
export type Stop = { readonly why: 'rejected' | 'expired' | 'cancelled'; readonly reason: string };

/**
 * holding: stock, coupon, coins and store credit are asked for; paying: the buyer has until the deadline; closing: the payment is being
 * closed; confirmed and ended are final.
 */
export type PlaceOrderState = {
  readonly phase: 'new' | 'holding' | 'paying' | 'closing' | 'confirmed' | 'ended';
  readonly order: OrderFacts | null;
  /** Holds that were asked for and not answered, then those that were granted. */
  readonly waiting: readonly string[];
  readonly held: readonly string[];
  readonly stop: Stop | null;
  /** Deadlines that have passed. */
  readonly passed: readonly string[];
};
export const newPlaceOrder: PlaceOrderState = {
  phase: 'new',
  order: null,
  waiting: [],
  held: [],
  stop: null,
  passed: [],
};

export const factsOf = (data: Extract<OrderEvent, { type: 'OrderPlaced' }>['data']): OrderFacts => {
  const { orderId, userId, paymentId, paymentMethod, totalPaise, subtotalPaise } = data;
  const products = new Map<ProductId, HeldPieces[]>();
  for (const line of data.lines)
    products.set(line.productId, [...(products.get(line.productId) ?? []), piecesToHold(line)]);
  return {
    orderId,
    userId,
    paymentId,
    paymentMethod,
    totalPaise,
    ...(data.storeCreditPaise === undefined ? {} : { storeCreditPaise: data.storeCreditPaise }),
    subtotalPaise,
    coupons: couponUses(data),
    coins: data.coins,
    bonuses: budgetBonuses(data.lines),
    expiresAt: data.expiresAt,
    holdsUntil: instantAfter(data.expiresAt, paymentPolicy.holdGraceMs.value),
    products: [...products].map(([productId, lines]) => ({ productId, lines })),
  };
};

export const EXPIRY = 'expiry';
/** While the buyer pays, the gateway is asked now and then, in case that it told us and we did not hear. */
export const paymentDeadlines = ({ expiresAt }: Pick<OrderFacts, 'expiresAt'>, now: Instant): Deadline[] =>
  paymentPolicy.reconcileAfterMs.value
    .map((ms) => ({ name: `check-${ms}`, dueAt: instantAfter(now, ms) }))
    .filter(({ dueAt }) => dueAt < expiresAt);
