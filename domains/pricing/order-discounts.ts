import { discountApplies, discountParts, type DiscountableLine, type DiscountTerms } from './discount.ts';
import type { AppliedPromotion, OrderToPrice, PricedOrder } from './types.ts';

/** Promotions that may work on one order. */
export const PROMOTIONS_MAX = 5;

const sum = (amounts: readonly number[]): number => amounts.reduce((total, amount) => total + amount, 0);
const less = (left: readonly number[], parts: readonly number[]): number[] =>
  left.map((paise, index) => paise - parts[index]!);

export type Discounts = {
  readonly left: readonly number[];
  readonly promotionParts: readonly number[];
  readonly couponParts: readonly number[];
  readonly promotions: readonly AppliedPromotion[];
  readonly couponId: string | undefined;
  /** Whose offer spares the buyer the fee for delivery. */
  readonly shippingDiscountBy: string | undefined;
};

/** Which promotions work together: an exclusive coupon stands alone, and so does an exclusive promotion that comes first. */
const promotionsFor = (
  order: OrderToPrice,
  coupon: DiscountTerms | undefined,
  applies: (terms: DiscountTerms) => boolean,
): DiscountTerms[] => {
  if (coupon?.exclusive === true) return [];
  const usable = (order.promotions ?? []).filter(
    (terms) => applies(terms) && !(terms.exclusive === true && coupon !== undefined),
  );
  return usable[0]?.exclusive === true
    ? usable.slice(0, 1)
    : usable.filter(({ exclusive }) => exclusive !== true).slice(0, PROMOTIONS_MAX);
};

const sparesShipping = ({ discount }: DiscountTerms): boolean => discount.type === 'freeShipping';

/**
 * Promotions work one after the other on what the one before left, then the coupon on what they all left. Free delivery is given
 * once, and only where it costs something: an offer of it that spares nothing is not used up.
 */
export const discountsOf = (order: OrderToPrice, subtotals: readonly number[], shippingDuePaise: number): Discounts => {
  const subtotalPaise = sum(subtotals);
  const facts = (left: readonly number[]): DiscountableLine[] =>
    order.lines.map((line, index) => ({ ...line, leftPaise: left[index]! }));
  const applies = (terms: DiscountTerms): boolean =>
    (shippingDuePaise > 0 || !sparesShipping(terms)) &&
    discountApplies(terms, facts(subtotals), { subtotalPaise, paymentMethod: order.paymentMethod });
  const asked = order.coupon !== undefined && applies(order.coupon) ? order.coupon : undefined;
  let left: readonly number[] = subtotals;
  let shippingDiscountBy: string | undefined;
  const promotions: AppliedPromotion[] = [];
  for (const terms of promotionsFor(order, asked, applies)) {
    const { couponId } = terms;
    const parts = discountParts(facts(left), terms);
    const discountPaise = sum(parts);
    if (sparesShipping(terms) ? shippingDiscountBy !== undefined : discountPaise === 0) continue;
    if (sparesShipping(terms)) shippingDiscountBy = couponId;
    promotions.push({ couponId, discountPaise });
    left = less(left, parts);
  }
  const promotionParts = less(subtotals, left);
  const isSpared = asked !== undefined && sparesShipping(asked) && shippingDiscountBy !== undefined;
  const coupon = isSpared ? undefined : asked;
  if (coupon !== undefined && sparesShipping(coupon)) shippingDiscountBy = coupon.couponId;
  const couponParts = coupon === undefined ? subtotals.map(() => 0) : discountParts(facts(left), coupon);
  return {
    left: less(left, couponParts),
    promotionParts,
    couponParts,
    promotions,
    couponId: coupon?.couponId,
    shippingDiscountBy,
  };
};

type UseCosts = Pick<
  PricedOrder,
  'promotions' | 'couponId' | 'couponDiscountPaise' | 'shippingDiscountBy' | 'shippingDiscountPaise'
>;
/** What one use of an offer costs the shop: what it took off the goods, and the fee that it spared. */
export const costOf = (
  { promotions, couponId: own, couponDiscountPaise, shippingDiscountBy, shippingDiscountPaise }: UseCosts,
  couponId: string,
): number =>
  (own === couponId ? couponDiscountPaise : 0) +
  promotions.reduce((total, one) => (one.couponId === couponId ? total + one.discountPaise : total), 0) +
  (shippingDiscountBy === couponId ? shippingDiscountPaise : 0);
