import { OrderId, UserId } from '../../event-schemas/primitives.ts';
import { deciderSpec } from '../kernel/spec.ts';
import { couponIdOf } from './aggregate.ts';
import type { CouponCommand } from './commands.ts';
import { couponDecider } from './decider.ts';
import type { CouponEvent, CouponTerms } from './events.ts';

export const now = '2026-01-14T10:00:00.000Z';
export const later = '2026-01-14T10:10:00.000Z';
export const past = '2026-01-14T09:59:00.000Z';
export const id = (n: number): string => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;
export const orderId = (n: number) => OrderId.parse(id(n));
export const userId = (n: number) => UserId.parse(id(n + 900_000));
export const couponId = couponIdOf('SAVE');
export const plain: CouponTerms = {
  description: 'a coupon',
  discount: { type: 'fixed', amountPaise: 1_000 },
  exclusive: false,
  active: true,
  automatic: false,
  priority: 0,
};
export const created = (terms: Partial<CouponTerms> = {}): CouponEvent => ({
  type: 'CouponCreated',
  data: { couponId, code: 'SAVE', terms: { ...plain, ...terms } },
});
export const use = (order: number, user: number) => ({
  couponId,
  orderId: orderId(order),
  userId: userId(user),
  discountPaise: 1_000,
});
export const reserved = (order: number, user = order, expiresAt = later, reservedAt = now) => ({
  type: 'CouponReserved' as const,
  data: { ...use(order, user), subtotalPaise: 50_000, reservedAt, expiresAt, extends: false },
});
export const redeemed = (order: number, user = order): CouponEvent => ({
  type: 'CouponRedeemed',
  data: use(order, user),
});
export const released = (
  order: number,
  user = order,
  from: 'reserved' | 'redeemed' = 'reserved',
  lapsed = false,
): CouponEvent => ({
  type: 'CouponReleased',
  data: { ...use(order, user), from, lapsed },
});
export const reserve = (order: number, user = order, more = {}): CouponCommand => ({
  type: 'ReserveCoupon',
  data: { ...use(order, user), subtotalPaise: 50_000, expiresAt: later, ...more },
});
export const redeem = (order: number): CouponCommand => ({
  type: 'RedeemCoupon',
  data: { couponId, orderId: orderId(order) },
});
export const release = (order: number): CouponCommand => ({
  type: 'ReleaseCoupon',
  data: { couponId, orderId: orderId(order) },
});
export const given = deciderSpec(couponDecider, now);
