import { defineProjection } from '../../kernel/projection.ts';
import type { OrderEvent } from '../events.ts';
import type { Booking, BookingEvent } from './state.ts';

export type BookingRow = {
  readonly shipment_id: string;
  readonly order_id: string;
  readonly vendor_id: string;
  readonly status: Booking['status'] | 'collected';
  readonly courier: string | null;
  readonly awb: string | null;
  readonly pickup_on: string | null;
  readonly reason: string | null;
  /** How the newest answer to a failed attempt was passed on: asked, accepted or refused. */
  readonly instruction: string | null;
  readonly requested_at: string;
};
type Handled =
  Exclude<BookingEvent, { type: 'CourierTrackingRequested' }> | Extract<OrderEvent, { type: 'OrderShipped' }>;

const changed = ({ type, data }: Exclude<Handled, { type: 'CourierBookingRequested' }>): Partial<BookingRow> => {
  switch (type) {
    case 'CourierBooked':
      return { status: 'booked', courier: data.courier, awb: data.awb };
    case 'CourierBookingFailed':
      return { status: 'failed', reason: data.reason };
    case 'CourierBookingCancelled':
      return { status: 'cancelled', reason: data.reason };
    case 'CourierPickupArranged':
      return { pickup_on: data.on };
    case 'CourierInstructionRequested':
      return { instruction: 'asked' };
    case 'CourierInstructionAccepted':
      return { instruction: 'accepted' };
    case 'CourierInstructionRefused':
      return { instruction: 'refused' };
    case 'OrderShipped':
      return { status: 'collected' };
  }
};

/** Couriers that were booked, found by how that stands. */
export const bookingProjection = defineProjection<Handled, BookingRow>({
  service: 'orders',
  name: 'courier_booking',
  version: 1,
  columns: {
    shipment_id: 'uuid',
    order_id: 'uuid',
    vendor_id: 'uuid',
    status: 'text',
    courier: 'text',
    awb: 'text',
    pickup_on: 'text',
    reason: 'text',
    instruction: 'text',
    requested_at: 'text',
  },
  key: 'shipment_id',
  indexes: ['(status, requested_at desc, shipment_id desc)'],
  handles: [
    'CourierBookingRequested',
    'CourierBooked',
    'CourierBookingFailed',
    'CourierBookingCancelled',
    'CourierPickupArranged',
    'CourierInstructionRequested',
    'CourierInstructionAccepted',
    'CourierInstructionRefused',
    'OrderShipped',
  ],
  keysOf: ({ data }) => [data.shipmentId],
  evolve: (row, event, shipmentId) => {
    // Parcels that nobody booked here have no row.
    if (event.type !== 'CourierBookingRequested') return row && { ...row, ...changed(event) };
    const { orderId, vendorId, requestedAt } = event.data;
    const open = { courier: null, awb: null, pickup_on: null, reason: null, instruction: null };
    const whose = { shipment_id: shipmentId, order_id: orderId, vendor_id: vendorId };
    return { ...whose, ...open, status: 'requested', requested_at: requestedAt };
  },
});
