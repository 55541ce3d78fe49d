import { discountApplies, discountParts, type DiscountableLine, type DiscountTerms } from './discount.ts';
import type { AppliedPromotion, OrderToPrice } from './types.ts';

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
  readonly freeShipping: boolean;
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

/** Promotions work one after the other on what the one before left, then the coupon on what they all left. */
export const discountsOf = (order: OrderToPrice, subtotals: readonly number[]): Discounts => {
  const subtotalPaise = sum(subtotals);
  const facts = (left: readonly number[]): DiscountableLine[] =>
    order.lines.map((line, index) => ({ ...line, leftPaise: left[index]! }));
  const applies = (terms: DiscountTerms): boolean =>
    discountApplies(terms, facts(subtotals), { subtotalPaise, paymentMethod: order.paymentMethod });
  const coupon = order.coupon !== undefined && applies(order.coupon) ? order.coupon : undefined;
  let left: readonly number[] = subtotals;
  let freeShipping = coupon?.discount.type === 'freeShipping';
  const promotions: AppliedPromotion[] = [];
  for (const terms of promotionsFor(order, coupon, applies)) {
    const parts = discountParts(facts(left), terms);
    const discountPaise = sum(parts);
    if (discountPaise === 0 && terms.discount.type !== 'freeShipping') continue;
    freeShipping ||= terms.discount.type === 'freeShipping';
    promotions.push({ couponId: terms.couponId, discountPaise });
    left = less(left, parts);
  }
  const promotionParts = less(subtotals, left);
  const couponParts = coupon === undefined ? subtotals.map(() => 0) : discountParts(facts(left), coupon);
  return {
    left: less(left, couponParts),
    promotionParts,
    couponParts,
    promotions,
    couponId: coupon?.couponId,
    freeShipping,
  };
};
