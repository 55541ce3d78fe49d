import { z } from 'zod';
import { sql } from '../../domains/kernel/projection.ts';
import { readRoute } from '../../domains/kernel/routes.ts';
import type { BookingRow } from '../../domains/order/index.ts';
import { Id, Instant } from '../../event-schemas/primitives.ts';
import { cursorAfter, placeOf } from './newest-first.ts';

const LISTED_MAX = 100;
const Status = z.enum(['requested', 'booked', 'collected', 'failed', 'cancelled']);

const Entry = z.object({
  orderId: Id,
  shipmentId: Id,
  vendorId: Id,
  status: Status,
  courier: z.string().nullable(),
  trackingNumber: z.string().nullable(),
  pickupOn: z.iso.date().nullable(),
  reason: z.string().nullable(),
  requestedAt: Instant,
});

const entry = (row: BookingRow): z.infer<typeof Entry> => ({
  orderId: row.order_id,
  shipmentId: row.shipment_id,
  vendorId: row.vendor_id,
  status: row.status,
  courier: row.courier,
  trackingNumber: row.awb,
  pickupOn: row.pickup_on,
  reason: row.reason,
  requestedAt: row.requested_at,
});

/** For the people who mend what no courier took, and who wait for pickups. */
export const bookingList = readRoute({
  path: '/shipments/bookings',
  tag: 'Orders',
  allow: ['support', 'admin', 'service'],
  summary: 'Bookings of couriers that stand so, the latest first: those that failed unless another status is named',
  query: z.object({
    status: Status.default('failed'),
    limit: z.coerce.number().int().min(1).max(LISTED_MAX).default(20),
    /** `next` of the page before. */
    cursor: z.string().max(80).optional(),
  }),
  reply: z.object({ bookings: z.array(Entry), next: z.string().nullable() }),
  projections: ['courier_booking'],
  run: async ({ query: { status, limit, cursor } }, context) => {
    const { at, id } = placeOf(cursor);
    const rows = await context.query<BookingRow>(sql`select * from orders.courier_booking
      where status = ${status} and (requested_at, shipment_id) < (${at}, ${id}::uuid)
      order by requested_at desc, shipment_id desc limit ${limit}`);
    const last = rows.at(-1);
    return {
      bookings: rows.map(entry),
      next: cursorAfter(last && [last.requested_at, last.shipment_id], rows.length, limit),
    };
  },
});
