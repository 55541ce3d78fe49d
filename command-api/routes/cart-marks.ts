import { z } from 'zod';
import { cart, OFFERS_MAX, offersFor, priceCart } from '../../domains/cart/index.ts';
import {
  coupon,
  CouponCode,
  couponIdOf,
  missedCode,
  refuseGuessing,
  usableCoupons,
} from '../../domains/coupon/index.ts';
import { Refusal, writeRoute, type WriteContext } from '../../domains/kernel/routes.ts';
import { balanceOf, wallet } from '../../domains/wallet/index.ts';
import { CouponId } from '../../event-schemas/primitives.ts';
import { cartRoute, answerWith, Owner } from './cart.ts';
import { shopFacts } from '../../domains/shop-facts.ts';

/** Hidden from whoever may not use them, so that nobody learns which codes exist. */
const HIDDEN = ['CouponNotFound', 'CouponNotYours', 'CouponInactive'];

/** The code's coupon as this cart may use it, or the reason why not. Counts no use: that happens with the order. */
const requireUsable = async (userId: string, code: string, context: WriteContext) => {
  const who = context.caller?.userId ?? context.ip;
  await refuseGuessing(context.ports.cache, who);
  const couponId = couponIdOf(code);
  const { state } = await context.facts(coupon, couponId);
  if (state.terms === undefined || state.retired || state.terms.automatic) return missedCode(context.ports.cache, who);
  const { state: marked } = await context.facts(cart, userId);
  const tried = { ...marked, coupon: { couponId, code: state.code, appliedAt: context.now } };
  const priced = await priceCart(tried, userId, shopFacts(context), {
    now: context.now,
    paymentMethod: 'PREPAID',
  });
  const problem = priced.coupon?.problem;
  if (problem !== undefined && HIDDEN.includes(problem.code)) return missedCode(context.ports.cache, who);
  // An offer for cash on delivery takes effect once that way to pay is chosen.
  const waitsForMethod = problem?.code === 'CouponNotApplicable' && state.terms.paymentMethods !== undefined;
  if (problem !== undefined && !waitsForMethod) throw new Refusal(problem.code, problem.detail);
  return { couponId, code: state.code };
};

export const cartMarkWrites = [
  writeRoute({
    ...cartRoute,
    method: 'POST',
    path: '/cart/:userId/apply-coupon',
    summary: 'Mark the coupon that the order shall use; it takes the place of another one',
    params: Owner,
    body: z.object({ code: CouponCode }),
    refusals: [
      'CouponNotFound',
      'CouponNotStarted',
      'CouponExpired',
      'CouponMinimumNotMet',
      'CouponExhausted',
      'CouponBudgetSpent',
      'CouponPeriodLimitReached',
      'CouponUserLimitReached',
      'CouponNotApplicable',
      'CouponSegmentNotMet',
      'TooManyRequests',
      'CartClosed',
    ],
    run: async ({ params: { userId }, body: { code } }, context) => {
      const data = { userId, ...(await requireUsable(userId, code, context)) };
      return answerWith(userId, (await context.send(cart, { type: 'ApplyCoupon', data })).state, context);
    },
  }),
  writeRoute({
    ...cartRoute,
    allow: ['customer'],
    method: 'POST',
    path: '/cart/:userId/apply-best-coupon',
    summary: 'Mark the listed coupon that saves most on this cart; one that saves as much already stays',
    params: Owner,
    body: z.object({ paymentMethod: z.enum(['PREPAID', 'COD']).default('PREPAID') }),
    refusals: ['CartClosed'],
    run: async ({ params: { userId }, body: { paymentMethod } }, context) => {
      const [{ state }, listed] = await Promise.all([
        context.facts(cart, userId),
        usableCoupons(context, userId, { after: '', limit: OFFERS_MAX }),
      ]);
      const own = state.coupon === undefined ? [] : [state.coupon];
      const others = listed.map(({ coupon_id, code }) => ({ couponId: CouponId.parse(coupon_id), code }));
      const coupons = [...own, ...others.filter(({ couponId }) => couponId !== state.coupon?.couponId)];
      const options = { now: context.now, paymentMethod, coupons };
      const offers = await offersFor(state, userId, shopFacts(context), options);
      const [best] = offers;
      const present = offers.find(({ couponId }) => couponId === state.coupon?.couponId)?.savesPaise ?? 0;
      if (best === undefined || best.savesPaise <= present) return answerWith(userId, state, context);
      const data = { userId, couponId: best.couponId, code: best.code };
      return answerWith(userId, (await context.send(cart, { type: 'ApplyCoupon', data })).state, context);
    },
  }),
  writeRoute({
    ...cartRoute,
    method: 'DELETE',
    path: '/cart/:userId/coupon',
    summary: 'Take the coupon out of the cart',
    params: Owner,
    refusals: ['CartClosed'],
    run: async ({ params: { userId } }, context) =>
      answerWith(userId, (await context.send(cart, { type: 'RemoveCoupon', data: { userId } })).state, context),
  }),
  writeRoute({
    ...cartRoute,
    method: 'POST',
    path: '/cart/:userId/apply-coins',
    summary: 'Mark how many coins the order shall spend; 0 spends none',
    params: Owner,
    body: z.object({ coins: z.int().nonnegative().max(1_000_000) }),
    refusals: ['InsufficientCoins', 'CartClosed'],
    run: async ({ params: { userId }, body: { coins } }, context) => {
      const { spendable } = balanceOf((await context.facts(wallet, userId)).state, context.now);
      if (coins > spendable) throw new Refusal('InsufficientCoins', `${spendable} coins can be spent now.`);
      return answerWith(
        userId,
        (await context.send(cart, { type: 'ApplyCoins', data: { userId, coins } })).state,
        context,
      );
    },
  }),
];
