import type { Instant } from '../../event-schemas/primitives.ts';
import { reject, sameData, type Decider, type Decision } from '../kernel/decider.ts';
import { refuseCoupon, type CouponRefusal } from './check.ts';
import { approve, termsInForce, type ApprovalRefusal } from './approval.ts';
import type { CouponCommand } from './commands.ts';
import type { CouponEvent, CouponTerms } from './events.ts';
import { evolveCoupon, initialCoupon, type Coupon } from './state.ts';

export type CouponRejection =
  CouponRefusal | ApprovalRefusal | 'CouponCodeTaken' | 'CouponReservationNotFound' | 'InvalidCoupon';
type Decided = Decision<CouponEvent, CouponRejection>;
type Of<T extends CouponCommand['type']> = Extract<CouponCommand, { type: T }>['data'];
type Released = Extract<CouponEvent, { type: 'CouponReleased' }>;

/** Lapsed uses that one decision clears away; the next one clears more. */
export const LAPSED_AT_ONCE_MAX = 100;

const refuseTerms = ({
  startsAt,
  endsAt,
  automatic,
  ownerUserId,
  exceptUserId,
  userIds,
  batchId,
}: CouponTerms): Decided | undefined => {
  if (startsAt !== undefined && endsAt !== undefined && endsAt <= startsAt)
    return reject('InvalidCoupon', 'endsAt must be after startsAt.');
  if (ownerUserId !== undefined && ownerUserId === exceptUserId)
    return reject('InvalidCoupon', 'ownerUserId and exceptUserId must differ.');
  if (ownerUserId !== undefined && userIds !== undefined)
    return reject('InvalidCoupon', 'Name people by ownerUserId or by userIds, not by both.');
  if (automatic && ownerUserId !== undefined)
    return reject('InvalidCoupon', 'A promotion is for everybody; leave ownerUserId out.');
  if (automatic && batchId !== undefined)
    return reject('InvalidCoupon', 'A code of a batch is typed in by a person; leave automatic out.');
  return undefined;
};

const create = (asked: Of<'CreateCoupon'>, coupon: Coupon): Decided => {
  const { couponId, code } = asked;
  const { terms, submitted } = termsInForce(coupon, asked);
  if (coupon.terms !== undefined)
    return sameData(coupon.terms, terms) && !coupon.retired ? [] : reject('CouponCodeTaken', `${code} exists already.`);
  return refuseTerms(terms) ?? [{ type: 'CouponCreated', data: { couponId, code, terms } }, ...submitted];
};

const change = (asked: Of<'ChangeCoupon'>, coupon: Coupon): Decided => {
  const { couponId } = asked;
  const { terms, submitted } = termsInForce(coupon, asked);
  if (coupon.terms === undefined || coupon.retired) return reject('CouponNotFound');
  // The same again changes nothing, unless it takes back what waits for an approval.
  if (sameData(coupon.terms, terms) && sameData(coupon.submitted?.terms, submitted[0]?.data.terms)) return [];
  return refuseTerms(terms) ?? [{ type: 'CouponChanged', data: { couponId, terms } }, ...submitted];
};

/** The held uses whose time is over, as the events that give them back. */
const lapsedUses = (couponId: Of<'ReserveCoupon'>['couponId'], coupon: Coupon, now: Instant): Released[] => {
  if (coupon.noLapseBefore === undefined || now < coupon.noLapseBefore) return [];
  const released: Released[] = [];
  for (const [orderId, { userId, discountPaise, expiresAt }] of coupon.reserved) {
    if (now < expiresAt) continue;
    released.push({
      type: 'CouponReleased',
      data: { couponId, orderId, userId, discountPaise, from: 'reserved', lapsed: true },
    });
    if (released.length === LAPSED_AT_ONCE_MAX) break;
  }
  return released;
};

const reserve = (data: Of<'ReserveCoupon'>, coupon: Coupon, now: Instant): Decided => {
  const { couponId, orderId, userId } = data;
  const held = coupon.reserved.get(orderId) ?? coupon.redeemed.get(orderId);
  const reserved: CouponEvent = { type: 'CouponReserved', data: { ...data, reservedAt: now, extends: false } };
  if (held !== undefined) {
    if (held.userId !== userId) return reject('CouponNotYours');
    const needsLonger = coupon.reserved.has(orderId) && held.expiresAt < data.expiresAt;
    return needsLonger
      ? [{ ...reserved, data: { ...reserved.data, discountPaise: held.discountPaise, extends: true } }]
      : [];
  }
  const asked = { userId, subtotalPaise: data.subtotalPaise, discountPaise: data.discountPaise, now };
  const refused = refuseCoupon(coupon, asked);
  if (refused === undefined) return [reserved];
  // Only a use that stands in the way is worth clearing, so a sale with room never looks through its held uses.
  const released = lapsedUses(couponId, coupon, now);
  const cleared = released.reduce<Coupon>(evolveCoupon, coupon);
  return released.length === 0 ? refused : (refuseCoupon(cleared, asked) ?? [...released, reserved]);
};

const settle = ({ couponId, orderId }: Of<'RedeemCoupon'>, coupon: Coupon, type: 'redeem' | 'release'): Decided => {
  const held = coupon.reserved.get(orderId);
  const use = held ?? coupon.redeemed.get(orderId);
  if (use === undefined) return type === 'release' ? [] : reject('CouponReservationNotFound');
  const data = { couponId, orderId, userId: use.userId, discountPaise: use.discountPaise };
  if (type === 'redeem') return held === undefined ? [] : [{ type: 'CouponRedeemed', data }];
  const from = held === undefined ? 'redeemed' : 'reserved';
  return [{ type: 'CouponReleased', data: { ...data, from, lapsed: false } }];
};

/**
 * Held uses count against every limit, lapse at `expiresAt` and are cleared away when somebody needs their place. A use that
 * has lapsed but was not needed by anybody can still be redeemed: its place was never given away.
 */
export const couponDecider: Decider<Coupon, CouponCommand, CouponEvent, CouponRejection> = {
  initial: initialCoupon,
  evolve: evolveCoupon,
  decide: ({ type, data }, coupon, now) => {
    switch (type) {
      case 'CreateCoupon':
        return create(data, coupon);
      case 'ChangeCoupon':
        return change(data, coupon);
      case 'ApproveCoupon':
        return approve(data, coupon);
      case 'RetireCoupon':
        if (coupon.terms === undefined) return reject('CouponNotFound');
        return coupon.retired ? [] : [{ type: 'CouponRetired', data }];
      case 'ReserveCoupon':
        return reserve(data, coupon, now);
      case 'RedeemCoupon':
        return settle(data, coupon, 'redeem');
      case 'ReleaseCoupon':
        return settle(data, coupon, 'release');
    }
  },
};
