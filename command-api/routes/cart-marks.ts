import { z } from 'zod';
import { cart, priceCart } from '../../domains/cart/index.ts';
import { coupon, CouponCode, couponIdOf, missedCode, refuseGuessing } from '../../domains/coupon/index.ts';
import { Refusal, writeRoute, type WriteContext } from '../../domains/kernel/routes.ts';
import { balanceOf, wallet } from '../../domains/wallet/index.ts';
import { cartRoute, answerWith, Owner } from './cart.ts';
import { shopFacts } from './cart-facts.ts';

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
