import { delivery } from '../policy/pricing.ts';
import type { CouponTerms } from './events.ts';

/** The most that one use may take off, in paise. */
const perUsePaise = ({ discount }: CouponTerms): number => {
  switch (discount.type) {
    case 'fixed':
      return discount.amountPaise;
    case 'freeShipping':
      return delivery.value.feePaise;
    default:
      return discount.discountMaxPaise ?? Infinity;
  }
};

const usesAtMost = ({ usesMax = Infinity, usesPerUserMax = Infinity, ownerUserId, userIds }: CouponTerms): number => {
  const people = ownerUserId === undefined ? (userIds?.length ?? Infinity) : 1;
  return Math.min(usesMax, people * usesPerUserMax);
};

/**
 * The most that a coupon may cost the shop, in paise: its budget, or a discount for every use that its terms allow. Infinity
 * when neither bounds it, since the orders that a share of the price is taken off have no largest size.
 */
export const exposurePaise = (terms: CouponTerms): number => {
  const perUse = perUsePaise(terms);
  return Math.min(terms.budgetPaise ?? Infinity, perUse === 0 ? 0 : perUse * usesAtMost(terms));
};
