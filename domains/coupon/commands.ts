import { z } from 'zod';
import { CouponId, Instant, OrderId, Paise, UserId, type MessageOf } from '../../event-schemas/primitives.ts';
import { CouponCode, CouponTerms } from './events.ts';

const coupon = { couponId: CouponId };
const order = { couponId: CouponId, orderId: OrderId };
export const couponCommands = {
  /** `couponId` is `couponIdOf(code)`, so that a code exists once. */
  CreateCoupon: z.object({ ...coupon, code: CouponCode, terms: CouponTerms, authorId: UserId.optional() }),
  ChangeCoupon: z.object({ ...coupon, terms: CouponTerms, authorId: UserId.optional() }),
  /** Puts submitted terms into force; by another person than their author. */
  ApproveCoupon: z.object({ ...coupon, approverId: UserId }),
  /** Ends a coupon for good; uses that are held can still be redeemed or given back. */
  RetireCoupon: z.object(coupon),
  /** Takes one use for an order until `expiresAt`. */
  ReserveCoupon: z.object({
    ...order,
    userId: UserId,
    discountPaise: Paise,
    subtotalPaise: Paise,
    expiresAt: Instant,
  }),
  /** Counts the held use for good. */
  RedeemCoupon: z.object(order),
  /** Gives a use back, held or counted. */
  ReleaseCoupon: z.object(order),
};
export type CouponCommand = MessageOf<typeof couponCommands>;
