import { z } from 'zod';
import { CouponId, Id } from '../../event-schemas/primitives.ts';
import { couponApproval, couponBatch } from '../policy/coupon.ts';
import { secretLetters } from '../kernel/ports/secrets.ts';
import { Refusal, writeRoute, type WriteContext } from '../kernel/routes.ts';
import { coupon, couponIdOf } from './aggregate.ts';
import { codesOf } from './batch-reads.ts';
import { exposurePaise } from './exposure.ts';
import { Terms } from './writes.ts';

const route = { tag: 'Coupons', allow: ['admin'] } as const;
const BATCH_TOO_LARGE =
  `All codes together may cost ${couponApproval.value.budgetMaxPaise} paise, which needs no approval: ` +
  'state budgetPaise, or usesMax and the largest discount of one use, or make fewer codes.';

const RANDOM_LETTERS = 10;

const secretCode = (prefix: string, batchId: string, index: number, { ports }: WriteContext): string =>
  prefix + secretLetters(ports.secrets.keyedHash('coupon batch', batchId, String(index)), RANDOM_LETTERS);

export const batchWrites = [
  writeRoute({
    ...route,
    method: 'POST',
    path: '/coupons/batches',
    summary: 'Create many codes with the same terms, each of which nobody can guess',
    status: 201,
    body: Terms.extend({
      count: z.int().min(1).max(couponBatch.value.codesMax),
      prefix: z
        .string()
        .trim()
        .toUpperCase()
        .regex(/^[A-Z0-9]{0,20}$/),
      automatic: z.literal(false).default(false),
    }),
    reply: z.object({ batchId: Id, codes: z.array(z.string()) }),
    refusals: ['InvalidCoupon'],
    run: async ({ body: { count, prefix, ...terms } }, context) => {
      if (count * exposurePaise(terms) > couponApproval.value.budgetMaxPaise)
        throw new Refusal('InvalidCoupon', BATCH_TOO_LARGE);
      const batchId = context.newId('batch');
      const codes = Array.from({ length: count }, (_, index) => secretCode(prefix, batchId, index, context));
      for (const code of codes)
        await context.send(coupon, {
          type: 'CreateCoupon',
          data: { couponId: couponIdOf(code), code, terms: { ...terms, batchId } },
        });
      return { batchId, codes };
    },
  }),
  writeRoute({
    ...route,
    method: 'DELETE',
    path: '/coupons/batches/:batchId',
    summary: 'End all codes of a batch for good; uses that are held can still be redeemed',
    params: z.object({ batchId: Id }),
    reply: z.object({ batchId: Id, revoked: z.int() }),
    refusals: ['CouponBatchNotFound'],
    run: async ({ params: { batchId } }, context) => {
      const codes = await codesOf(context, batchId);
      if (codes.length === 0)
        throw new Refusal('CouponBatchNotFound', 'A batch that was just made is listed in a moment.');
      for (const { coupon_id } of codes)
        await context.send(coupon, { type: 'RetireCoupon', data: { couponId: CouponId.parse(coupon_id) } });
      return { batchId, revoked: codes.filter(({ retired }) => !retired).length };
    },
  }),
];
