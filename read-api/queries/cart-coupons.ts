import { z } from 'zod';
import { cart, priceCart } from '../../domains/cart/index.ts';
import { CouponView, couponView, usableCoupons } from '../../domains/coupon/index.ts';
import { readRoute } from '../../domains/kernel/routes.ts';
import { UserId } from '../../event-schemas/primitives.ts';
import { shopFacts } from './cart-facts.ts';

/** Coupons that one answer tries on the cart. */
const OFFERS_MAX = 50;
const Money = z.object({ amount: z.int(), currency: z.literal('INR') });

/** What each usable coupon would take off this cart now, best first; nothing is marked and no use is counted. */
export const cartCoupons = readRoute({
  path: '/cart/:userId/coupons',
  tag: 'Cart',
  summary: 'The coupons that the buyer may use, with what each takes off this cart',
  allow: ['customer'],
  owner: 'userId',
  params: z.object({ userId: UserId }),
  query: z.object({ paymentMethod: z.enum(['PREPAID', 'COD']).default('PREPAID') }),
  reply: z.object({
    offers: z.array(
      z.object({
        coupon: CouponView,
        saves: Money,
        /** Why it takes nothing off yet, such as a minimum that is not met. */
        problem: z.object({ code: z.string(), detail: z.string() }).nullable(),
      }),
    ),
  }),
  projections: ['coupon', 'coupon_use'],
  run: async ({ params: { userId }, query: { paymentMethod } }, context) => {
    const [{ state }, usable] = await Promise.all([
      context.facts(cart, userId),
      usableCoupons(context, userId, { after: '', limit: OFFERS_MAX }),
    ]);
    const shop = shopFacts(context);
    const options = { now: context.now, paymentMethod };
    const { price: plain } = await priceCart({ ...state, coupon: undefined }, userId, shop, options);
    const offers = await Promise.all(
      usable.map(async ({ coupon_id: couponId, code, terms }) => {
        const marked = { ...state, coupon: { couponId, code, appliedAt: context.now } as typeof state.coupon };
        const { price, coupon } = await priceCart(marked, userId, shop, options);
        const problem = coupon?.problem;
        return {
          coupon: couponView(couponId, code, terms),
          saves: { amount: Math.max(0, plain.totalPaise - price.totalPaise), currency: 'INR' as const },
          problem: problem === undefined ? null : { code: problem.code, detail: problem.detail },
        };
      }),
    );
    return {
      offers: offers.sort((a, b) => b.saves.amount - a.saves.amount || (a.coupon.code < b.coupon.code ? -1 : 1)),
    };
  },
});
