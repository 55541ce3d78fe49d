import { z } from 'zod';
import {
  coupon,
  CouponCode,
  couponIdOf,
  isAmong,
  missedCode,
  refuseGuessing,
  type CouponTerms,
} from '../../domains/coupon/index.ts';
import { instantAfter } from '../../domains/kernel/calendar.ts';
import { Refusal, writeRoute, type WriteContext } from '../../domains/kernel/routes.ts';
import { couponUses, order } from '../../domains/order/index.ts';
import { isStaff } from '../../domains/staff.ts';
import { directRedemption } from '../../domains/policy/coupon.ts';
import { discountParts, Money, money } from '../../domains/pricing/index.ts';
import { CouponId, Id, OrderId, Paise, UserId } from '../../event-schemas/primitives.ts';
import { shopFacts } from '../../domains/shop-facts.ts';

const Body = z.object({
  code: CouponCode,
  orderId: OrderId,
  /** For sales outside the app, by a service or by staff: who buys, and for how much. */
  sale: z.object({ userId: UserId, subtotalPaise: Paise.min(1) }).optional(),
});
type Use = { readonly userId: UserId; readonly subtotalPaise: number; readonly discountPaise: number };

/** An order of the app carries its coupon and its discount; nothing that the request says about them is believed. */
const useOfOrder = async (orderId: OrderId, couponId: CouponId, context: WriteContext): Promise<Use> => {
  const { state } = await context.facts(order, orderId);
  if (state === undefined || (state.userId !== context.caller!.userId && !isStaff(context)))
    throw new Refusal('OrderNotFound');
  if (state.phase !== 'pending' && state.phase !== 'confirmed')
    throw new Refusal('CouponNotApplicable', 'The order has ended, and its coupon was given back.');
  if (state.couponId !== couponId)
    throw new Refusal('CouponNotApplicable', 'The order was placed without this coupon; apply it in the cart before.');
  const { discountPaise } = couponUses(state).find((use) => use.couponId === couponId)!;
  return { userId: UserId.parse(state.userId), subtotalPaise: state.subtotalPaise, discountPaise };
};

/** A sale outside the app is one article without a name, so only a coupon for everything takes something off it. */
const useOfSale = async (
  sale: z.infer<typeof Body>['sale'] & object,
  { couponId, terms }: { readonly couponId: CouponId; readonly terms: CouponTerms },
  context: WriteContext,
): Promise<Use> => {
  if (!isAmong(terms, await shopFacts(context).segments(sale.userId, context.now)))
    throw new Refusal('CouponSegmentNotMet', 'This coupon is for other buyers.');
  const line = { productId: '', quantity: 1, leftPaise: sale.subtotalPaise };
  const [discountPaise = 0] = discountParts([line], { couponId, ...terms });
  if (discountPaise === 0) throw new Refusal('CouponNotApplicable', 'This coupon takes nothing off such a sale.');
  return { ...sale, discountPaise };
};

export const cartCouponWrites = [
  writeRoute({
    method: 'POST',
    path: '/coupons/redeem',
    tag: 'Coupons',
    summary: 'Count a use of a coupon for an order, once per order',
    allow: ['customer', 'support', 'admin', 'service'],
    body: Body,
    reply: z.object({
      couponId: Id,
      code: z.string(),
      orderId: Id,
      discount: Money,
    }),
    refusals: [
      'CouponNotFound',
      'CouponInactive',
      'CouponNotStarted',
      'CouponExpired',
      'CouponMinimumNotMet',
      'CouponExhausted',
      'CouponBudgetSpent',
      'CouponPeriodLimitReached',
      'CouponUserLimitReached',
      'CouponNotApplicable',
      'CouponNotYours',
      'CouponSegmentNotMet',
      'OrderNotFound',
      'TooManyRequests',
    ],
    run: async ({ body: { code, orderId, sale } }, context) => {
      const callerId = context.caller!.userId;
      await refuseGuessing(context.ports.cache, callerId);
      const couponId = couponIdOf(code);
      const { state } = await context.facts(coupon, couponId);
      if (state.terms === undefined) return missedCode(context.ports.cache, callerId);
      const mayReportSales = context.caller!.roles.some((role) => role === 'admin' || role === 'service');
      if (sale !== undefined && !mayReportSales)
        throw new Refusal('OrderNotFound', 'Only a service reports other sales.');
      const use =
        sale === undefined
          ? await useOfOrder(orderId, couponId, context)
          : await useOfSale(sale, { couponId, terms: state.terms }, context);
      const expiresAt = instantAfter(context.now, directRedemption.value.holdMs);
      await context.send(coupon, { type: 'ReserveCoupon', data: { couponId, orderId, expiresAt, ...use } });
      await context.send(coupon, { type: 'RedeemCoupon', data: { couponId, orderId } });
      return { couponId, code: state.code, orderId, discount: money(use.discountPaise) };
    },
  }),
];
