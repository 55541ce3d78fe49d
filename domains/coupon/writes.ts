import { z } from 'zod';
import { CouponId } from '../../event-schemas/primitives.ts';
import { callerIdOf, Refusal, writeRoute, type WriteContext } from '../kernel/routes.ts';
import { coupon, couponIdOf } from './aggregate.ts';
import { CouponCode, CouponTerms } from './events.ts';
import { PROMOTION_LIST, promotionList } from './promotion/aggregate.ts';
import type { Coupon } from './state.ts';
import { ManagedCoupon, managedCoupon } from './views.ts';

/** Terms as people send them: what is not said has its usual value. */
export const Terms = CouponTerms.omit({ batchId: true }).extend({
  description: CouponTerms.shape.description.default(''),
  exclusive: z.boolean().default(false),
  active: z.boolean().default(true),
  automatic: z.boolean().default(false),
  priority: CouponTerms.shape.priority.default(0),
});
const One = z.object({ id: CouponId });
const route = { tag: 'Coupons', allow: ['admin'], reply: ManagedCoupon } as const;

const REVISION_REQUIRED =
  'Send the revision of the terms that were looked at as If-Match: see GET /coupons/managed/{id}.';

/** A promotion is in the list that every cart looks at, and nothing else is. */
const keepListed = async (couponId: CouponId, state: Coupon, context: WriteContext): Promise<void> => {
  const runs = state.terms?.automatic === true && state.terms.active && !state.retired;
  const data = { listId: PROMOTION_LIST, couponId };
  const { state: list } = await context.facts(promotionList, PROMOTION_LIST);
  if (runs !== list.couponIds.includes(couponId))
    await context.send(promotionList, { type: runs ? 'ListPromotion' : 'DelistPromotion', data });
};

export const couponWrites = [
  writeRoute({
    ...route,
    method: 'POST',
    path: '/coupons/:id/approve',
    summary: 'Put the terms of this revision into force, as another admin than their author; needs If-Match',
    params: One,
    refusals: [
      'CouponNotFound',
      'CouponNeedsAnotherApprover',
      'CouponNotSubmitted',
      'TooManyPromotions',
      'RevisionMismatch',
      'RevisionRequired',
    ],
    run: async ({ params: { id } }, context) => {
      // '*' would agree to anything.
      if ((context.headers['if-match'] ?? '*') === '*') throw new Refusal('RevisionRequired', REVISION_REQUIRED);
      const data = { couponId: id, approverId: callerIdOf(context) };
      const { state, revision } = await context.send(coupon, { type: 'ApproveCoupon', data });
      await keepListed(id, state, context);
      return managedCoupon(id, state, revision);
    },
  }),
  writeRoute({
    ...route,
    method: 'POST',
    path: '/coupons',
    summary: 'Create a coupon, or a promotion that applies by itself',
    status: 201,
    body: Terms.extend({ code: CouponCode }),
    refusals: ['CouponCodeTaken', 'InvalidCoupon', 'TooManyPromotions'],
    run: async ({ body: { code, ...terms } }, context) => {
      const couponId = couponIdOf(code);
      const data = { couponId, code, terms, authorId: callerIdOf(context) };
      const { state, revision } = await context.send(coupon, { type: 'CreateCoupon', data });
      await keepListed(couponId, state, context);
      return managedCoupon(couponId, state, revision);
    },
  }),
  writeRoute({
    ...route,
    method: 'PUT',
    path: '/coupons/:id',
    summary: 'Replace the terms of a coupon; uses that were taken stay',
    params: One,
    body: Terms,
    refusals: ['CouponNotFound', 'InvalidCoupon', 'TooManyPromotions'],
    run: async ({ params: { id }, body }, context) => {
      const { batchId } = (await context.facts(coupon, id)).state.terms ?? {};
      const terms = { ...body, ...(batchId === undefined ? {} : { batchId }) };
      const { state, revision } = await context.send(coupon, {
        type: 'ChangeCoupon',
        data: { couponId: id, terms, authorId: callerIdOf(context) },
      });
      await keepListed(id, state, context);
      return managedCoupon(id, state, revision);
    },
  }),
  writeRoute({
    ...route,
    method: 'DELETE',
    path: '/coupons/:id',
    summary: 'End a coupon for good; its code is never used again',
    params: One,
    refusals: ['CouponNotFound'],
    run: async ({ params: { id } }, context) => {
      const { state, revision } = await context.send(coupon, { type: 'RetireCoupon', data: { couponId: id } });
      await keepListed(id, state, context);
      return managedCoupon(id, state, revision);
    },
  }),
];
