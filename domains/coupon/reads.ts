import { z } from 'zod';
import { CouponId, Id, Instant, UserId } from '../../event-schemas/primitives.ts';
import { sql } from '../kernel/projection.ts';
import { Money, money } from '../pricing/index.ts';
import { allInLanguage, subjectOf, type Translator } from '../kernel/ports/translations.ts';
import { readRoute, type ReadContext } from '../kernel/routes.ts';
import { coupon, couponIdOf } from './aggregate.ts';
import { mayUse } from './check.ts';
import { missedCode, refuseGuessing } from './code-guessing.ts';
import { CouponCode } from './events.ts';
import type { CouponRow } from './read-model.ts';
import { CouponView, couponView, ManagedCoupon, managedCoupon, managedRow } from './views.ts';

export const COUPONS_LISTED_MAX = 100;
const PROJECTIONS = ['coupon', 'coupon_use'];
const limit = z.coerce.number().int().min(1).max(COUPONS_LISTED_MAX).default(20);
const cursor = CouponCode.optional();

type Usable = Pick<CouponRow, 'coupon_id' | 'code' | 'terms'>;
/** Coupons that this person may use at this time, by code; what a cart must fulfil is left to the cart. */
export const usableCoupons = (
  context: Pick<ReadContext, 'query' | 'now'>,
  userId: string,
  page: { readonly after: string; readonly limit: number },
): Promise<readonly Usable[]> =>
  context.query<Usable>(sql`select c.coupon_id, c.code, c.terms from coupons.coupon c
    where not c.retired and (c.listed or c.owner_user_id = ${userId}::uuid) and (c.terms->>'active')::boolean
      and c.starts_at <= ${context.now} and c.ends_at > ${context.now} and c.code > ${page.after}
      and coalesce(c.terms->>'exceptUserId', '') <> ${userId}
      and (c.terms->'userIds' is null or c.terms->'userIds' ? ${userId})
      and c.discount_paise < coalesce((c.terms->>'budgetPaise')::bigint, 9223372036854775807)
      and c.uses < coalesce((c.terms->>'usesMax')::int, 2147483647)
      and (select count(*) from coupons.coupon_use u where u.coupon_id = c.coupon_id and u.user_id = ${userId}::uuid
        and (u.status = 'redeemed' or (u.status = 'reserved' and u.expires_at > ${context.now})))
        < coalesce((c.terms->>'usesPerUserMax')::int, 2147483647)
    order by c.code limit ${page.limit}`);

/** Coupons with their descriptions in the reader's language. */
export const describedCoupons = (
  coupons: readonly CouponView[],
  translator: Translator,
): Promise<readonly CouponView[]> =>
  allInLanguage(translator, coupons, ({ id }) => subjectOf('coupon', id), ['description']);

const Used = z.object({
  coupon: CouponView,
  orderId: Id,
  discount: Money,
  usedAt: Instant,
});
type UsedRow = Usable & { readonly order_id: string; readonly discount_paise: number; readonly changed_at: string };
const viewOf = ({ coupon_id, code, terms }: Usable): CouponView => couponView(coupon_id, code, terms);

export const couponReads = [
  readRoute({
    path: '/coupons',
    tag: 'Coupons',
    summary: 'The coupons that the caller may use now',
    localised: true,
    allow: ['customer', 'reseller', 'influencer', 'vendor', 'support', 'admin'],
    query: z.object({ limit, cursor }),
    reply: z.object({ coupons: z.array(CouponView), next: z.string().nullable() }),
    projections: PROJECTIONS,
    run: async ({ query: { limit: size, cursor: after = '' } }, context) => {
      const rows = await usableCoupons(context, context.caller!.userId, { after, limit: size });
      const coupons = await describedCoupons(rows.map(viewOf), context);
      return { coupons, next: rows.length < size ? null : rows.at(-1)!.code };
    },
  }),
  readRoute({
    path: '/coupons/all',
    tag: 'Coupons',
    summary: 'Every coupon and promotion with its terms and counts, for staff',
    allow: ['admin', 'support'],
    query: z.object({ limit, cursor, awaitsApproval: z.literal('true').optional() }),
    reply: z.object({ coupons: z.array(ManagedCoupon), next: z.string().nullable() }),
    projections: ['coupon'],
    run: async ({ query: { limit: size, cursor: after = '', awaitsApproval } }, context) => {
      const rows = await context.query<CouponRow>(
        awaitsApproval === undefined
          ? sql`select * from coupons.coupon where code > ${after} order by code limit ${size}`
          : sql`select * from coupons.coupon where awaits_approval and not retired and code > ${after}
              order by code limit ${size}`,
      );
      return { coupons: rows.map(managedRow), next: rows.length < size ? null : rows.at(-1)!.code };
    },
  }),
  readRoute({
    path: '/coupons/managed/:id',
    tag: 'Coupons',
    summary: 'One coupon with its terms, those that wait for approval, and their revision, for staff',
    allow: ['admin', 'support'],
    params: z.object({ id: CouponId }),
    reply: ManagedCoupon,
    projections: [],
    run: async ({ params: { id } }, context) => {
      const { state, revision } = await context.facts(coupon, id);
      return state.terms === undefined ? undefined : managedCoupon(id, state, revision);
    },
  }),
  readRoute({
    path: '/coupons/user/:userId',
    tag: 'Coupons',
    summary: 'A person’s coupons: those that can be used, those that were, and own ones that are over',
    allow: ['customer'],
    localised: true,
    owner: 'userId',
    params: z.object({ userId: UserId }),
    reply: z.object({ available: z.array(CouponView), used: z.array(Used), expired: z.array(CouponView) }),
    projections: PROJECTIONS,
    run: async ({ params: { userId } }, context) => {
      const { now } = context;
      const [available, used, expired] = await Promise.all([
        usableCoupons(context, userId, { after: '', limit: COUPONS_LISTED_MAX }),
        context.query<UsedRow>(sql`select c.coupon_id, c.code, c.terms, u.order_id, u.discount_paise, u.changed_at
          from coupons.coupon_use u join coupons.coupon c using (coupon_id)
          where u.user_id = ${userId}::uuid and u.status = 'redeemed' order by u.changed_at desc limit ${COUPONS_LISTED_MAX}`),
        context.query<Usable>(sql`select coupon_id, code, terms from coupons.coupon
          where owner_user_id = ${userId}::uuid and (retired or ends_at <= ${now}) order by code limit ${COUPONS_LISTED_MAX}`),
      ]);
      const all = await describedCoupons([...available, ...used, ...expired].map(viewOf), context);
      const usedViews = all.slice(available.length, available.length + used.length);
      return {
        available: all.slice(0, available.length),
        used: used.map((row, index) => ({
          coupon: usedViews[index],
          orderId: row.order_id,
          discount: money(row.discount_paise),
          usedAt: row.changed_at,
        })),
        expired: all.slice(available.length + used.length),
      };
    },
  }),
  readRoute({
    path: '/coupons/:code',
    tag: 'Coupons',
    summary:
      'One coupon by its code; the same answer for a code that does not exist and one that is not for the caller',
    localised: true,
    allow: ['customer', 'reseller', 'influencer', 'vendor', 'support', 'admin'],
    params: z.object({ code: z.string().min(1).max(60) }),
    reply: CouponView,
    projections: [],
    run: async ({ params: { code } }, context) => {
      const { caller, ports } = context;
      const { userId, roles } = caller!;
      await refuseGuessing(ports.cache, userId);
      const id = couponIdOf(code);
      const { state } = await context.facts(coupon, id);
      const isStaff = roles.some((role) => role === 'admin' || role === 'support');
      const { terms } = state;
      if (terms === undefined || state.retired) return missedCode(ports.cache, userId);
      if (!isStaff && (!terms.active || !mayUse(terms, userId))) return missedCode(ports.cache, userId);
      return (await describedCoupons([couponView(id, state.code, terms)], context))[0];
    },
  }),
];
