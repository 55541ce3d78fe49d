import { z } from 'zod';
import { sql } from '../../domains/kernel/projection.ts';
import { readRoute, Refusal } from '../../domains/kernel/routes.ts';
import {
  DRAFT_STATUSES,
  draftOfLink,
  draftOrder,
  draftView,
  DraftView,
  order,
  ORDER_STATUSES,
  orderStatus,
  sharedDraftView,
  SharedDraftView,
  type DraftOrderRow,
} from '../../domains/order/index.ts';
import { Money, money } from '../../domains/pricing/index.ts';
import { Id, Instant, UserId } from '../../event-schemas/primitives.ts';
import { cursorAfter, placeOf } from './newest-first.ts';

export const DRAFTS_LISTED_MAX = 100;
const LINK_MAX = 200;
const route = { tag: 'Draft orders', allow: ['support', 'admin'] } as const;

const Entry = z.object({
  id: Id,
  userId: Id,
  staffId: Id,
  status: z.enum(DRAFT_STATUSES),
  total: Money,
  pieces: z.int(),
  /** What it was placed as last. */
  orderId: Id.nullable(),
  createdAt: Instant,
  expiresAt: Instant,
});

const OVER = ['taken', 'cancelled'];
const entry = (row: DraftOrderRow, now: Instant): z.infer<typeof Entry> => ({
  id: row.draft_id,
  userId: row.user_id,
  staffId: row.staff_id,
  status: (!OVER.includes(row.status) && now >= row.expires_at
    ? 'expired'
    : row.status) as (typeof DRAFT_STATUSES)[number],
  total: money(row.total_paise),
  pieces: row.pieces,
  orderId: row.order_id,
  createdAt: row.created_at,
  expiresAt: row.expires_at,
});

export const draftOrderReads = [
  readRoute({
    path: '/draft-orders/shared/:link',
    tag: 'Draft orders',
    allow: ['public'],
    summary: 'A draft order as its link shows it, and what became of it',
    params: z.object({ link: z.string().max(LINK_MAX) }),
    reply: z.object({
      draft: SharedDraftView,
      /** The order that it was placed as last. */
      order: z.object({ orderNumber: z.string(), status: z.enum(ORDER_STATUSES) }).nullable(),
    }),
    projections: [],
    run: async ({ params: { link } }, context) => {
      const named = draftOfLink(link, context.ports.secrets);
      const state = named === undefined ? undefined : (await context.facts(draftOrder, named.draftId)).state;
      if (state === undefined || state.version !== named?.version)
        throw new Refusal('DraftOrderNotFound', 'The link is wrong or was replaced; ask for a new one.');
      const last = state.orderIds.at(-1);
      const placed = last === undefined ? undefined : (await context.facts(order, last)).state;
      return {
        draft: sharedDraftView(state, context.now),
        order: placed === undefined ? null : { orderNumber: placed.orderNumber, status: orderStatus(placed) },
      };
    },
  }),
  readRoute({
    ...route,
    path: '/draft-orders/:id',
    summary: 'One draft order with its frozen prices and the orders that it was placed as',
    params: z.object({ id: Id }),
    reply: DraftView,
    projections: [],
    run: async ({ params: { id } }, context) => {
      const { state } = await context.facts(draftOrder, id);
      if (state === undefined) throw new Refusal('DraftOrderNotFound', 'There is no draft order with this id.');
      return draftView(state, context.now);
    },
  }),
  readRoute({
    ...route,
    path: '/draft-orders',
    summary: 'Draft orders, newest first; by status, buyer or member of staff',
    query: z.object({
      status: z.enum(DRAFT_STATUSES).optional(),
      userId: UserId.optional(),
      staffId: UserId.optional(),
      limit: z.coerce.number().int().min(1).max(DRAFTS_LISTED_MAX).default(20),
      /** `next` of the page before. */
      cursor: z.string().max(80).optional(),
    }),
    reply: z.object({ drafts: z.array(Entry), next: z.string().nullable() }),
    projections: ['draft_order'],
    run: async ({ query: { status = null, userId = null, staffId = null, limit, cursor } }, context) => {
      const { at, id } = placeOf(cursor);
      const rows = await context.query<DraftOrderRow>(sql`select * from orders.draft_order
        where (created_at, draft_id) < (${at}, ${id}::uuid)
        and (${status}::text is null or ${status} = case
          when status in ('open', 'sent') and expires_at <= ${context.now} then 'expired' else status end)
        and (${userId}::uuid is null or user_id = ${userId}::uuid)
        and (${staffId}::uuid is null or staff_id = ${staffId}::uuid)
        order by created_at desc, draft_id desc limit ${limit}`);
      const last = rows.at(-1);
      return {
        drafts: rows.map((row) => entry(row, context.now)),
        next: cursorAfter(last && [last.created_at, last.draft_id], rows.length, limit),
      };
    },
  }),
];
