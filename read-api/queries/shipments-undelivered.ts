import { z } from 'zod';
import { sql } from '../../domains/kernel/projection.ts';
import { readRoute } from '../../domains/kernel/routes.ts';
import type { BookingRow, ShipmentRow, UndeliveredRow } from '../../domains/order/index.ts';
import { Id, Instant } from '../../event-schemas/primitives.ts';
import { cursorAfter, placeOf } from './newest-first.ts';

const LISTED_MAX = 100;
const STATES = ['actionNeeded', 'retryRequested', 'goingBack'] as const;
type State = (typeof STATES)[number];
type Row = UndeliveredRow &
  Pick<ShipmentRow, 'vendor_id' | 'courier' | 'tracking_number'> &
  Pick<BookingRow, 'instruction'> & { readonly state: State };

const Entry = z.object({
  orderId: Id,
  shipmentId: Id,
  vendorId: Id,
  courier: z.string(),
  trackingNumber: z.string(),
  state: z.enum(STATES),
  attempts: z.int(),
  reason: z.string().nullable(),
  failedAt: Instant,
  retryOn: z.iso.date().nullable(),
  /** How the answer was passed on to a courier that was booked here: asked, accepted or refused. */
  courierTold: z.string().nullable(),
});

const entry = (row: Row): z.infer<typeof Entry> => ({
  orderId: row.order_id,
  shipmentId: row.shipment_id,
  vendorId: row.vendor_id,
  courier: row.courier,
  trackingNumber: row.tracking_number,
  state: row.state,
  attempts: row.attempts_at.length,
  reason: row.reason,
  failedAt: row.failed_at,
  retryOn: row.state === 'retryRequested' ? row.retry_on : null,
  courierTold: row.state === 'actionNeeded' ? null : row.instruction,
});

/** For the people who call buyers and couriers: what nobody has answered yet, and what is on its way back. */
export const undeliveredList = readRoute({
  path: '/shipments/undelivered',
  tag: 'Orders',
  allow: ['support', 'admin', 'service'],
  summary: 'Parcels that could not be handed over and are still under way, the latest failure first; by state',
  query: z.object({
    state: z.enum(STATES).optional(),
    limit: z.coerce.number().int().min(1).max(LISTED_MAX).default(20),
    /** `next` of the page before. */
    cursor: z.string().max(80).optional(),
  }),
  reply: z.object({ shipments: z.array(Entry), next: z.string().nullable() }),
  projections: ['undelivered', 'shipment', 'courier_booking'],
  run: async ({ query: { state, limit, cursor } }, context) => {
    const { at, id } = placeOf(cursor);
    // A report that comes after the delivery makes a row too; the parcel itself knows that it is no longer under way.
    const rows = await context.query<Row>(sql`select * from (
        select u.*, s.vendor_id, s.courier, s.tracking_number, b.instruction,
          case when u.given_up then 'goingBack' when u.answered_attempt = cardinality(u.attempts_at) then 'retryRequested'
            else 'actionNeeded' end as state
        from orders.undelivered u join orders.shipment s using (shipment_id)
          left join orders.courier_booking b using (shipment_id)
        where not u.is_over and s.status in ('shipped', 'out_for_delivery')) as open
      where (failed_at, shipment_id) < (${at}, ${id}::uuid) and (${state ?? null}::text is null or state = ${state ?? null})
      order by failed_at desc, shipment_id desc limit ${limit}`);
    const last = rows.at(-1);
    return {
      shipments: rows.map(entry),
      next: cursorAfter(last && [last.failed_at, last.shipment_id], rows.length, limit),
    };
  },
});
