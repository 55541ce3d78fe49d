import { z } from 'zod';
import { ORDER_STATUSES, type OrderRow } from '../../domains/order/index.ts';
import { Money, money } from '../../domains/pricing/index.ts';
import { sql, type Sql } from '../../domains/kernel/projection.ts';
import { readRoute, type ReadContext } from '../../domains/kernel/routes.ts';
import { Id, Instant, UserId, VendorId } from '../../event-schemas/primitives.ts';
import { cursorAfter, placeOf } from './newest-first.ts';

export const ORDERS_LISTED_MAX = 100;
const PROJECTIONS = ['customer_order'];

const Entry = z.object({
  id: Id,
  orderNumber: z.string(),
  userId: Id,
  status: z.enum(ORDER_STATUSES),
  paymentMethod: z.string(),
  total: Money,
  storeCredit: Money,
  refunded: Money,
  placedAt: Instant,
  lines: z.array(
    z.object({
      lineId: Id,
      productId: Id,
      variantId: Id,
      vendorId: Id,
      name: z.string(),
      imageUrl: z.string().nullable(),
      size: z.string().nullable(),
      colour: z.string().nullable(),
      quantity: z.int(),
      returnedQuantity: z.int(),
      status: z.string(),
      total: Money,
    }),
  ),
});
const Page = z.object({ orders: z.array(Entry), next: z.string().nullable() });

const entry = (row: OrderRow): z.infer<typeof Entry> => ({
  id: row.order_id,
  orderNumber: row.order_number,
  userId: row.user_id,
  status: row.status as z.infer<typeof Entry>['status'],
  paymentMethod: row.payment_method,
  total: money(row.total_paise),
  storeCredit: money(row.store_credit_paise ?? 0),
  refunded: money(row.refunded_paise),
  placedAt: row.placed_at,
  lines: row.lines.map(({ totalPaise, ...line }) => ({ ...line, total: money(totalPaise) })),
});

const Asked = z.object({
  status: z.enum(ORDER_STATUSES).optional(),
  limit: z.coerce.number().int().min(1).max(ORDERS_LISTED_MAX).default(20),
  /** `next` of the page before. */
  cursor: z.string().max(80).optional(),
});

const page = async (statement: Sql, limit: number, context: ReadContext): Promise<z.infer<typeof Page>> => {
  const rows = await context.query<OrderRow>(statement);
  const last = rows.at(-1);
  return {
    orders: rows.map(entry),
    next: cursorAfter(last && [last.placed_at, last.order_id], rows.length, limit),
  };
};

export const orderLists = [
  readRoute({
    path: '/orders/user/:userId',
    tag: 'Orders',
    allow: ['customer', 'reseller', 'support', 'admin', 'service'],
    owner: 'userId',
    summary: "A buyer's orders, newest first, with those of accounts that became part of this one",
    params: z.object({ userId: UserId }),
    query: Asked,
    reply: Page,
    projections: [...PROJECTIONS, 'merged_account'],
    run: async ({ params: { userId }, query: { status, limit, cursor } }, context) => {
      const { at, id } = placeOf(cursor);
      return page(
        sql`select * from orders.customer_order
          where user_id = any(${userId}::uuid || array(select absorbed_id from identity.merged_account where user_id = ${userId}::uuid))
          and (placed_at, order_id) < (${at}, ${id}::uuid) and (${status ?? null}::text is null or status = ${status ?? null})
          order by placed_at desc, order_id desc limit ${limit}`,
        limit,
        context,
      );
    },
  }),
  readRoute({
    path: '/orders',
    tag: 'Orders',
    allow: ['support', 'admin', 'service'],
    summary: 'All orders, newest first; by number, status, buyer or vendor',
    query: Asked.extend({
      orderNumber: z.string().trim().max(30).optional(),
      userId: UserId.optional(),
      vendorId: VendorId.optional(),
    }),
    reply: Page,
    projections: PROJECTIONS,
    run: async ({ query: { status, limit, cursor, orderNumber, userId, vendorId } }, context) => {
      const { at, id } = placeOf(cursor);
      return page(
        sql`select * from orders.customer_order where (placed_at, order_id) < (${at}, ${id}::uuid)
          and (${status ?? null}::text is null or status = ${status ?? null})
          and (${orderNumber ?? null}::text is null or order_number = ${orderNumber ?? null})
          and (${userId ?? null}::uuid is null or user_id = ${userId ?? null}::uuid)
          and (${vendorId ?? null}::uuid is null or vendor_ids @> array[${vendorId ?? null}::uuid])
          order by placed_at desc, order_id desc limit ${limit}`,
        limit,
        context,
      );
    },
  }),
];
