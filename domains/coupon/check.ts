import type { Instant } from '../../event-schemas/primitives.ts';
import { reject, type Rejected } from '../kernel/decider.ts';
import type { CouponTerms } from './events.ts';
import { usesInPeriod, usesInPeriodBy, usesOf, type Coupon } from './state.ts';

export type CouponRefusal =
  | 'CouponNotFound'
  | 'CouponInactive'
  | 'CouponNotYours'
  | 'CouponNotStarted'
  | 'CouponExpired'
  | 'CouponMinimumNotMet'
  | 'CouponExhausted'
  | 'CouponBudgetSpent'
  | 'CouponPeriodLimitReached'
  | 'CouponUserLimitReached';
export type CouponAsked = {
  readonly userId: string;
  readonly subtotalPaise: number;
  readonly discountPaise: number;
  readonly now: Instant;
};

/** Uses that one coupon's stream may ever hold; a campaign beyond it gets a second code. */
export const COUPON_USES_MAX = 100_000;
const RUPEE_PAISE = 100;

/** True for everybody but those whom the terms shut out. */
export const mayUse = ({ ownerUserId, exceptUserId, userIds }: CouponTerms, userId: string): boolean =>
  (ownerUserId === undefined || ownerUserId === userId) &&
  exceptUserId !== userId &&
  (userIds?.some((named) => named === userId) ?? true);

const refuseByTerms = (coupon: Coupon, terms: CouponTerms, asked: CouponAsked): Rejected<CouponRefusal> | undefined => {
  if (!terms.active) return reject('CouponInactive');
  if (!mayUse(terms, asked.userId)) return reject('CouponNotYours');
  if (terms.startsAt !== undefined && asked.now < terms.startsAt)
    return reject('CouponNotStarted', `${coupon.code} can be used from ${terms.startsAt}.`);
  if (terms.endsAt !== undefined && asked.now >= terms.endsAt)
    return reject('CouponExpired', `${coupon.code} could be used until ${terms.endsAt}.`);
  const missing = (terms.minimumPaise ?? 0) - asked.subtotalPaise;
  if (missing > 0)
    return reject('CouponMinimumNotMet', `Add goods for ₹${Math.ceil(missing / RUPEE_PAISE)} to use ${coupon.code}.`);
  return undefined;
};

const refuseByLimits = (
  coupon: Coupon,
  terms: CouponTerms,
  asked: CouponAsked,
): Rejected<CouponRefusal> | undefined => {
  if (usesOf(coupon) >= (terms.usesMax ?? COUPON_USES_MAX) || coupon.usesEver >= COUPON_USES_MAX)
    return reject('CouponExhausted');
  if (coupon.discountPaise + asked.discountPaise > (terms.budgetPaise ?? Infinity)) return reject('CouponBudgetSpent');
  if (usesInPeriod(coupon, asked.now) >= (terms.period?.usesMax ?? Infinity)) return reject('CouponPeriodLimitReached');
  if ((coupon.usesByUser.get(asked.userId) ?? 0) >= (terms.usesPerUserMax ?? Infinity))
    return reject('CouponUserLimitReached');
  const { userPeriod } = terms;
  if (userPeriod !== undefined && usesInPeriodBy(coupon, asked.userId, asked.now) >= userPeriod.usesMax)
    return reject(
      'CouponUserLimitReached',
      `${coupon.code} can be used ${userPeriod.usesMax} times a ${userPeriod.length}.`,
    );
  return undefined;
};

/** Why a coupon cannot be used now, or undefined. Held uses count like redeemed ones until they are given back. */
export const refuseCoupon = (coupon: Coupon, asked: CouponAsked): Rejected<CouponRefusal> | undefined => {
  const { terms } = coupon;
  if (terms === undefined || coupon.retired) return reject('CouponNotFound');
  return refuseByTerms(coupon, terms, asked) ?? refuseByLimits(coupon, terms, asked);
};
