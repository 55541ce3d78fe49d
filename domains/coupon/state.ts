import { Map } from 'immutable';
import type { Instant, OrderId, UserId } from '../../event-schemas/primitives.ts';
import type { CouponEvent, CouponTerms } from './events.ts';
import { periodOf } from './period.ts';

export type CouponUse = {
  readonly userId: UserId;
  readonly discountPaise: number;
  readonly expiresAt: Instant;
  readonly reservedAt: Instant;
};

/**
 * One coupon with its uses. Maps are persistent (a change shares what it does not touch), and every limit has a counter, so
 * that the ten thousandth use costs what the first one costs.
 */
export type Coupon = {
  readonly code: string;
  readonly terms: CouponTerms | undefined;
  readonly retired: boolean;
  /** Terms that wait for another person's approval, and those that had it. */
  readonly submitted: { readonly authorId: UserId; readonly terms: CouponTerms } | undefined;
  readonly approved: CouponTerms | undefined;
  /** Uses by order, held and counted; both take part in every limit. */
  readonly reserved: Map<OrderId, CouponUse>;
  readonly redeemed: Map<OrderId, CouponUse>;
  readonly usesByUser: Map<string, number>;
  readonly discountPaise: number;
  /** Uses that began in the newest calendar period. */
  readonly period: { readonly name: string; readonly uses: number };
  /** The same for each person. */
  readonly userPeriod: { readonly name: string; readonly uses: Map<string, number> };
  /** No held use lapses before this instant; undefined when none is held. */
  readonly noLapseBefore: Instant | undefined;
  /** Uses ever taken, those given back included: what bounds the stream. */
  readonly usesEver: number;
};

export const initialCoupon: Coupon = {
  code: '',
  terms: undefined,
  retired: false,
  submitted: undefined,
  approved: undefined,
  reserved: Map(),
  redeemed: Map(),
  usesByUser: Map(),
  discountPaise: 0,
  period: { name: '', uses: 0 },
  userPeriod: { name: '', uses: Map() },
  noLapseBefore: undefined,
  usesEver: 0,
};

export const usesOf = (coupon: Coupon): number => coupon.reserved.size + coupon.redeemed.size;
export const periodName = (coupon: Coupon, at: Instant): string => periodOf(coupon.terms?.period?.length ?? 'day', at);
const userPeriodName = (coupon: Coupon, at: Instant): string => periodOf(coupon.terms?.userPeriod?.length ?? 'day', at);
/** Uses of the calendar period that `at` lies in; a clock that is behind counts in the newest period that was seen. */
export const usesInPeriod = (coupon: Coupon, at: Instant): number =>
  periodName(coupon, at) <= coupon.period.name ? coupon.period.uses : 0;
/** The same for one person. */
export const usesInPeriodBy = (coupon: Coupon, userId: string, at: Instant): number =>
  userPeriodName(coupon, at) <= coupon.userPeriod.name ? (coupon.userPeriod.uses.get(userId) ?? 0) : 0;

const later = (one: string, other: string): string => (one > other ? one : other);
const lessOne = (uses: Map<string, number>, userId: string): Map<string, number> => {
  const left = (uses.get(userId) ?? 1) - 1;
  return left === 0 ? uses.remove(userId) : uses.set(userId, left);
};

const withoutUse = (coupon: Coupon, orderId: OrderId): Coupon => {
  const use = coupon.reserved.get(orderId) ?? coupon.redeemed.get(orderId);
  if (use === undefined) return coupon;
  const { name, uses } = coupon.period;
  const { userPeriod } = coupon;
  const reserved = coupon.reserved.remove(orderId);
  return {
    ...coupon,
    reserved,
    redeemed: coupon.redeemed.remove(orderId),
    usesByUser: lessOne(coupon.usesByUser, use.userId),
    discountPaise: coupon.discountPaise - use.discountPaise,
    period: name === periodName(coupon, use.reservedAt) ? { name, uses: uses - 1 } : coupon.period,
    userPeriod:
      userPeriod.name === userPeriodName(coupon, use.reservedAt)
        ? { ...userPeriod, uses: lessOne(userPeriod.uses, use.userId) }
        : userPeriod,
    noLapseBefore: reserved.size === 0 ? undefined : coupon.noLapseBefore,
  };
};

const withUse = (before: Coupon, orderId: OrderId, use: CouponUse): Coupon => {
  const coupon = withoutUse(before, orderId);
  const name = later(periodName(coupon, use.reservedAt), coupon.period.name);
  const userName = later(userPeriodName(coupon, use.reservedAt), coupon.userPeriod.name);
  const byUser = userName === coupon.userPeriod.name ? coupon.userPeriod.uses : initialCoupon.userPeriod.uses;
  return {
    ...coupon,
    reserved: coupon.reserved.set(orderId, use),
    usesByUser: coupon.usesByUser.set(use.userId, (coupon.usesByUser.get(use.userId) ?? 0) + 1),
    discountPaise: coupon.discountPaise + use.discountPaise,
    period: { name, uses: usesInPeriod(coupon, use.reservedAt) + 1 },
    userPeriod: { name: userName, uses: byUser.set(use.userId, (byUser.get(use.userId) ?? 0) + 1) },
    noLapseBefore:
      coupon.noLapseBefore === undefined || use.expiresAt < coupon.noLapseBefore ? use.expiresAt : coupon.noLapseBefore,
    usesEver: coupon.usesEver + 1,
  };
};

/** Counts of another kind of period begin anew with the new terms. */
const withTerms = (coupon: Coupon, terms: CouponTerms): Coupon => ({
  ...coupon,
  terms,
  submitted: undefined,
  period: terms.period?.length === coupon.terms?.period?.length ? coupon.period : initialCoupon.period,
  userPeriod:
    terms.userPeriod?.length === coupon.terms?.userPeriod?.length ? coupon.userPeriod : initialCoupon.userPeriod,
});

export const evolveCoupon = (coupon: Coupon, { type, data }: CouponEvent): Coupon => {
  switch (type) {
    case 'CouponCreated':
      return { ...coupon, code: data.code, terms: data.terms };
    case 'CouponChanged':
      return withTerms(coupon, data.terms);
    case 'CouponSubmitted':
      return { ...coupon, submitted: { authorId: data.authorId, terms: data.terms } };
    case 'CouponApproved':
      return { ...coupon, approved: coupon.submitted?.terms, submitted: undefined };
    case 'CouponRetired':
      return { ...coupon, retired: true };
    case 'CouponReserved': {
      const { orderId, userId, discountPaise, expiresAt, reservedAt } = data;
      return withUse(coupon, orderId, { userId, discountPaise, expiresAt, reservedAt });
    }
    case 'CouponRedeemed': {
      const use = coupon.reserved.get(data.orderId);
      if (use === undefined) return coupon;
      const reserved = coupon.reserved.remove(data.orderId);
      return {
        ...coupon,
        reserved,
        redeemed: coupon.redeemed.set(data.orderId, use),
        noLapseBefore: reserved.size === 0 ? undefined : coupon.noLapseBefore,
      };
    }
    case 'CouponReleased':
      return withoutUse(coupon, data.orderId);
  }
};
