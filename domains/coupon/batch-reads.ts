import { stringify } from 'csv-stringify/sync';
import { z } from 'zod';
import { Id, Instant } from '../../event-schemas/primitives.ts';
import { couponBatch } from '../policy/coupon.ts';
import { sql } from '../kernel/projection.ts';
import { Money, money } from '../pricing/index.ts';
import { FileAnswer, readRoute, type ReadContext } from '../kernel/routes.ts';
import type { CouponRow } from './read-model.ts';
import { ManagedCoupon, managedRow } from './views.ts';

export const BATCHES_LISTED_MAX = 100;
const route = { tag: 'Coupons', allow: ['admin', 'support'], projections: ['coupon'] } as const;
const One = z.object({ batchId: Id });

const Batch = z.object({
  batchId: Id,
  description: z.string(),
  codes: z.int(),
  revoked: z.int(),
  redeemed: z.int(),
  discountGiven: Money,
  createdAt: Instant,
});
type BatchRow = Record<'codes' | 'revoked' | 'redeemed' | 'discount_paise', number> &
  Record<'batch_id' | 'description' | 'created_at', string>;

/** The coupons of one batch in the order of their codes. */
export const codesOf = (context: Pick<ReadContext, 'query'>, batchId: string): Promise<readonly CouponRow[]> =>
  context.query<CouponRow>(sql`select * from coupons.coupon where batch_id = ${batchId}::uuid order by code
    limit ${couponBatch.value.codesMax}`);

/** A table for spreadsheets: text that one would take for a formula is marked as text. */
const csvOf = (rows: readonly CouponRow[]): Buffer => {
  const columns = ['code', 'status', 'uses', 'redeemed', 'discount_rupees', 'ends_at', 'description'];
  const records = rows.map(({ code, retired, uses, redeemed, discount_paise, terms }) => [
    code,
    retired ? 'revoked' : terms.active ? 'active' : 'inactive',
    uses,
    redeemed,
    (discount_paise / 100).toFixed(2),
    terms.endsAt ?? '',
    terms.description,
  ]);
  return Buffer.from(stringify([columns, ...records], { escape_formulas: true, record_delimiter: 'windows' }));
};

export const batchReads = [
  readRoute({
    ...route,
    path: '/coupons/batches',
    summary: 'Batches of codes with what came of them',
    query: z.object({
      limit: z.coerce.number().int().min(1).max(BATCHES_LISTED_MAX).default(20),
      cursor: Id.optional(),
    }),
    reply: z.object({ batches: z.array(Batch), next: z.string().nullable() }),
    run: async ({ query: { limit, cursor = '00000000-0000-0000-0000-000000000000' } }, context) => {
      const rows = await context.query<BatchRow>(sql`select batch_id, min(terms->>'description') as description,
          count(*)::int as codes, count(*) filter (where retired)::int as revoked, sum(redeemed)::int as redeemed,
          sum(discount_paise)::float8 as discount_paise, min(created_at) as created_at
        from coupons.coupon where batch_id > ${cursor}::uuid group by batch_id order by batch_id limit ${limit}`);
      const batches = rows.map((row) => ({
        batchId: row.batch_id,
        description: row.description,
        codes: row.codes,
        revoked: row.revoked,
        redeemed: row.redeemed,
        discountGiven: money(row.discount_paise),
        createdAt: row.created_at,
      }));
      return { batches, next: rows.length < limit ? null : rows.at(-1)!.batch_id };
    },
  }),
  readRoute({
    ...route,
    path: '/coupons/batches/:batchId',
    summary: 'The codes of one batch with their counts',
    params: One,
    reply: z.object({ coupons: z.array(ManagedCoupon) }),
    run: async ({ params: { batchId } }, context) => {
      const rows = await codesOf(context, batchId);
      return rows.length === 0 ? undefined : { coupons: rows.map(managedRow) };
    },
  }),
  readRoute({
    ...route,
    path: '/coupons/batches/:batchId/csv',
    summary: 'The codes of one batch as CSV',
    params: One,
    reply: z.string().meta({ description: 'text/csv' }),
    run: async ({ params: { batchId } }, context) => {
      const rows = await codesOf(context, batchId);
      return rows.length === 0 ? undefined : new FileAnswer(csvOf(rows), 'text/csv; charset=utf-8', `${batchId}.csv`);
    },
  }),
];
