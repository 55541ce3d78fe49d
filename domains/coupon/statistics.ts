import { z } from 'zod';
import { CouponId } from '../../event-schemas/primitives.ts';
import { sql } from '../kernel/projection.ts';
import { readRoute } from '../kernel/routes.ts';
import { Money, money } from '../pricing/index.ts';

/** Days that one answer lists, the newest. */
export const STATISTICS_DAYS_MAX = 31;
const Day = z.object({ day: z.string(), uses: z.int(), discount: Money });
type Whole = Record<'reserved' | 'redeemed' | 'released' | 'people' | 'discount_paise' | 'subtotal_paise', number>;
type DayRow = { readonly day: string; readonly uses: number; readonly discount_paise: number };

export const couponStatistics = readRoute({
  path: '/coupons/managed/:id/statistics',
  tag: 'Coupons',
  summary: 'What came of a coupon: uses, people, discounts and sales, whole and by day',
  allow: ['admin', 'support'],
  params: z.object({ id: CouponId }),
  reply: z.object({
    /** Uses of orders that are being paid, that were paid, and that were given back. */
    reserved: z.int(),
    redeemed: z.int(),
    released: z.int(),
    /** People with a use that was redeemed. */
    people: z.int(),
    /** Of redeemed uses. */
    discount: Money,
    sales: Money,
    /** Uses, held or redeemed, by the calendar day (Asia/Kolkata) on which they began, newest first. */
    days: z.array(Day),
  }),
  projections: ['coupon', 'coupon_use'],
  run: async ({ params: { id } }, context) => {
    const known = await context.query(sql`select 1 from coupons.coupon where coupon_id = ${id}::uuid`);
    if (known.length === 0) return undefined;
    const [[whole], days] = await Promise.all([
      context.query<Whole>(sql`select count(*) filter (where status = 'reserved')::int as reserved,
          count(*) filter (where status = 'redeemed')::int as redeemed,
          count(*) filter (where status = 'released')::int as released,
          count(distinct user_id) filter (where status = 'redeemed')::int as people,
          coalesce(sum(discount_paise) filter (where status = 'redeemed'), 0)::float8 as discount_paise,
          coalesce(sum(subtotal_paise) filter (where status = 'redeemed'), 0)::float8 as subtotal_paise
        from coupons.coupon_use where coupon_id = ${id}::uuid`),
      context.query<DayRow>(sql`select day, count(*)::int as uses, sum(discount_paise)::float8 as discount_paise
        from coupons.coupon_use where coupon_id = ${id}::uuid and status <> 'released'
        group by day order by day desc limit ${STATISTICS_DAYS_MAX}`),
    ]);
    const { discount_paise, subtotal_paise, ...counts } = whole!;
    return {
      ...counts,
      discount: money(discount_paise),
      sales: money(subtotal_paise),
      days: days.map((row) => ({ day: row.day, uses: row.uses, discount: money(row.discount_paise) })),
    };
  },
});
