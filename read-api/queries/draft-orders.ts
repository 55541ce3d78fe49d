import { z } from 'zod';
import { sql } from '../../domains/kernel/projection.ts';
import { readRoute } from '../../domains/kernel/routes.ts';
import {
  DRAFT_STATUSES,
  draftView,
  DraftView,
  LINK_MAX,
  linkedDraft,
  order,
  ORDER_STATUSES,
  orderStatus,
  presentDraft,
  sharedDraftView,
  SharedDraftView,
  type DraftOrderRow,
} from '../../domains/order/index.ts';
import { Money, money } from '../../domains/pricing/index.ts';
import { Id, Instant, UserId } from '../../event-schemas/primitives.ts';
import { cursorAfter, placeOf } from './newest-first.ts';

export const DRAFTS_LISTED_MAX = 100;
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

/** With the status of this moment, which the row alone does not know. */
type Row = DraftOrderRow & { readonly status_now: (typeof DRAFT_STATUSES)[number] };
const entry = (row: Row): z.infer<typeof Entry> => ({
  id: row.draft_id,
  userId: row.user_id,
  staffId: row.staff_id,
  status: row.status_now,
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
      const state = await linkedDraft(link, context);
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
    run: async ({ params: { id } }, context) => draftView(await presentDraft(id, context), context.now),
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
      const rows = await context.query<Row>(sql`select * from (select *, case
          when status in ('open', 'sent') and expires_at <= ${context.now} then 'expired' else status end as status_now
          from orders.draft_order) as draft
        where (created_at, draft_id) < (${at}, ${id}::uuid)
        and (${status}::text is null or status_now = ${status})
        and (${userId}::uuid is null or user_id = ${userId}::uuid)
        and (${staffId}::uuid is null or staff_id = ${staffId}::uuid)
        order by created_at desc, draft_id desc limit ${limit}`);
      const last = rows.at(-1);
      return {
        drafts: rows.map(entry),
        next: cursorAfter(last && [last.created_at, last.draft_id], rows.length, limit),
      };
    },
  }),
];
