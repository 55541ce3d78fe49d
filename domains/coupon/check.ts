import type { Instant } from '../../event-schemas/primitives.ts';
import { reject, type Rejected } from '../kernel/decider.ts';
import type { Segment } from '../policy/loyalty.ts';
import type { CouponTerms } from './events.ts';
import { usesInPeriod, usesInPeriodBy, usesOf, type Coupon } from './state.ts';

export type CouponRefusal =
  | 'CouponNotFound'
  | 'CouponInactive'
  | 'CouponNotYours'
  | 'CouponSegmentNotMet'
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
  /** The buyer's groups; left out where they were asked for before. */
  readonly segments?: readonly Segment[];
};

/** Uses that one coupon's stream may ever hold; a campaign beyond it gets a second code. */
export const COUPON_USES_MAX = 100_000;
const RUPEE_PAISE = 100;

/** True for everybody but those whom the terms shut out. */
export const mayUse = ({ ownerUserId, exceptUserId, userIds }: CouponTerms, userId: string): boolean =>
  (ownerUserId === undefined || ownerUserId === userId) &&
  exceptUserId !== userId &&
  (userIds?.some((named) => named === userId) ?? true);

/** Whether a buyer of these groups is one of those whom the terms are for. */
export const isAmong = ({ segments }: CouponTerms, groups: readonly Segment[]): boolean =>
  segments?.some((segment) => groups.includes(segment)) ?? true;

const WHOSE: Readonly<Record<Segment, string>> = {
  firstOrder: 'a first order',
  returning: 'buyers who have ordered before',
  bronze: 'members of the bronze tier',
  silver: 'members of the silver tier',
  gold: 'members of the gold tier',
};
/** How often one person may use it: once, where it is for first orders alone, since two of them may be placed at once. */
const usesPerUser = ({ usesPerUserMax = Infinity, segments }: CouponTerms): number =>
  segments?.every((segment) => segment === 'firstOrder') === true ? 1 : usesPerUserMax;

const refuseByTerms = (coupon: Coupon, terms: CouponTerms, asked: CouponAsked): Rejected<CouponRefusal> | undefined => {
  if (!terms.active) return reject('CouponInactive');
  if (!mayUse(terms, asked.userId)) return reject('CouponNotYours');
  if (asked.segments !== undefined && !isAmong(terms, asked.segments))
    return reject(
      'CouponSegmentNotMet',
      `${coupon.code} is for ${terms.segments!.map((segment) => WHOSE[segment]).join(' or ')}.`,
    );
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
  if ((coupon.usesByUser.get(asked.userId) ?? 0) >= usesPerUser(terms)) return reject('CouponUserLimitReached');
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
