import { z } from 'zod';
import { Id } from '../../../event-schemas/primitives.ts';
import { Money, money } from '../../pricing/index.ts';
import type { Order } from '../state.ts';
import { isOpen } from './deciding.ts';
import type { Booking } from './state.ts';

export const BookingView = z.object({
  shipmentId: Id,
  vendorId: Id,
  lineIds: z.array(Id),
  /** `collected`: the parcel is on its way, and among the order's shipments. */
  status: z.enum(['requested', 'booked', 'collected', 'failed', 'cancelled']),
  courier: z.string().nullable(),
  trackingNumber: z.string().nullable(),
  trackingUrl: z.string().nullable(),
  pickupOn: z.iso.date().nullable(),
  /** What the courier is to take at the door. */
  collect: Money,
  reason: z.string().nullable(),
  /** How the buyer's answer to a failed attempt was passed on. */
  instruction: z
    .object({ attempt: z.int(), status: z.enum(['asked', 'accepted', 'refused']), turn: z.int() })
    .nullable(),
});
export type BookingView = z.infer<typeof BookingView>;

export const bookingView = (order: Order, booking: Booking): BookingView => {
  const { shipmentId, vendorId, lineIds, status, parcel, pickupOn, collectPaise, reason, instruction } = booking;
  const told = instruction && { attempt: instruction.attempt, status: instruction.status, turn: instruction.turn };
  return {
    ...{ shipmentId, vendorId, lineIds: [...lineIds] },
    status: status === 'booked' && !isOpen(order, booking) ? 'collected' : status,
    courier: parcel?.courier ?? null,
    trackingNumber: parcel?.awb ?? null,
    trackingUrl: parcel?.trackingUrl ?? null,
    pickupOn: pickupOn ?? null,
    collect: money(collectPaise),
    reason: reason ?? null,
    instruction: told ?? null,
  };
};
