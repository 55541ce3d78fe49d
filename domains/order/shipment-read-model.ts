import { defineProjection } from '../kernel/projection.ts';
import type { OrderEvent } from './events.ts';

export type ShipmentRow = {
  readonly shipment_id: string;
  readonly order_id: string;
  readonly vendor_id: string;
  readonly courier: string;
  readonly tracking_number: string;
  readonly status: string;
  readonly shipped_at: string;
  readonly changed_at: string;
};

const STATUS = {
  OrderShipped: 'shipped',
  OrderOutForDelivery: 'out_for_delivery',
  OrderDelivered: 'delivered',
  OrderReturnedToOrigin: 'returned_to_origin',
} as const;
type Handled = Extract<OrderEvent, { type: keyof typeof STATUS }>;

/** Parcels, found by what is printed on them. */
export const shipmentProjection = defineProjection<Handled, ShipmentRow>({
  service: 'orders',
  name: 'shipment',
  version: 1,
  columns: {
    shipment_id: 'uuid',
    order_id: 'uuid',
    vendor_id: 'uuid',
    courier: 'text',
    tracking_number: 'text',
    status: 'text',
    shipped_at: 'text',
    changed_at: 'text',
  },
  key: 'shipment_id',
  indexes: ['(tracking_number)', '(order_id)', '(vendor_id, shipped_at desc)'],
  handles: ['OrderShipped', 'OrderOutForDelivery', 'OrderDelivered', 'OrderReturnedToOrigin'],
  keysOf: ({ data }) => [data.shipmentId],
  evolve: (row, { type, data, metadata }, shipmentId) => {
    const changed = { status: STATUS[type], changed_at: metadata.recordedAt };
    if (type !== 'OrderShipped') return row === undefined ? undefined : { ...row, ...changed };
    return {
      shipment_id: shipmentId,
      order_id: data.orderId,
      vendor_id: data.vendorId,
      courier: data.courier,
      tracking_number: data.trackingNumber,
      shipped_at: data.shippedAt,
      ...changed,
    };
  },
});
