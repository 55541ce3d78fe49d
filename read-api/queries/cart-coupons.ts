import { z } from 'zod';
import { cart, OFFERS_MAX, offersFor } from '../../domains/cart/index.ts';
import { CouponView, couponView, describedCoupons, usableCoupons } from '../../domains/coupon/index.ts';
import { readRoute } from '../../domains/kernel/routes.ts';
import { Money, money } from '../../domains/pricing/index.ts';
import { CouponId, UserId } from '../../event-schemas/primitives.ts';
import { shopFacts } from '../../domains/shop-facts.ts';

/** What each usable coupon would take off this cart now, best first; nothing is marked and no use is counted. */
export const cartCoupons = readRoute({
  path: '/cart/:userId/coupons',
  tag: 'Cart',
  summary: 'The coupons that the buyer may use, with what each takes off this cart',
  allow: ['customer'],
  owner: 'userId',
  localised: true,
  params: z.object({ userId: UserId }),
  query: z.object({ paymentMethod: z.enum(['PREPAID', 'COD']).default('PREPAID') }),
  reply: z.object({
    offers: z.array(
      z.object({
        coupon: CouponView,
        saves: Money,
        /** Why it takes nothing off yet, such as a minimum that is not met. */
        problem: z.object({ code: z.string(), detail: z.string(), missing: Money.optional() }).nullable(),
      }),
    ),
  }),
  projections: ['coupon', 'coupon_use'],
  run: async ({ params: { userId }, query: { paymentMethod } }, context) => {
    const [{ state }, usable] = await Promise.all([
      context.facts(cart, userId),
      usableCoupons(context, userId, { after: '', limit: OFFERS_MAX }),
    ]);
    const terms = new Map(usable.map((one) => [one.coupon_id, one.terms]));
    const coupons = usable.map(({ coupon_id, code }) => ({ couponId: CouponId.parse(coupon_id), code }));
    const offers = await offersFor(state, userId, shopFacts(context), { now: context.now, paymentMethod, coupons });
    const views = offers.map(({ couponId, code }) => couponView(couponId, code, terms.get(couponId)!));
    const described = await describedCoupons(views, context);
    return {
      offers: offers.map(({ savesPaise, problem }, index) => ({
        coupon: described[index],
        saves: money(savesPaise),
        problem:
          problem === undefined
            ? null
            : {
                code: problem.code,
                detail: problem.detail,
                ...(problem.missingPaise === undefined ? {} : { missing: money(problem.missingPaise) }),
              },
      })),
    };
  },
});
