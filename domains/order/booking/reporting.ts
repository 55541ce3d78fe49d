import { OrderId, VendorId } from '../../../event-schemas/primitives.ts';
import type { CourierScan } from '../../kernel/ports/courier-gateway.ts';
import type { OrderCommand } from '../commands.ts';
import { reportCommand } from '../courier/report-command.ts';
import type { Order } from '../state.ts';

const SUFFIX_LENGTH = 16;
const REFERENCE = /^([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})-[0-9a-f]{16}$/;

const digits = (id: string): string => id.replaceAll('-', '');

/** What we call a parcel at the courier company: it finds the order, and is short enough for the company. */
export const referenceOf = (orderId: string, shipmentId: string): string =>
  `${digits(orderId)}-${digits(shipmentId).slice(-SUFFIX_LENGTH)}`;

/** The order that a reference leads to; undefined for what is none of ours. */
export const orderOfReference = (reference: string): OrderId | undefined =>
  OrderId.safeParse(REFERENCE.exec(reference)?.slice(1).join('-')).data;

/**
 * What scans of a booked parcel make known, as commands that change nothing when they are repeated. The first scan on the way
 * says that the parcel has left. Scans of a booking that was given up are nobody's.
 */
export const scanCommands = (state: Order, shipmentId: string, scans: readonly CourierScan[]): OrderCommand[] => {
  const booking = state.bookings.find((each) => each.shipmentId === shipmentId && each.status === 'booked');
  if (booking?.parcel === undefined) return [];
  const orderId = state.orderId;
  const shipment = state.shipments.find((each) => each.shipmentId === shipmentId);
  const known = new Set(shipment?.checkpoints.map(({ checkpointId }) => checkpointId));
  const { awb: trackingNumber, courier, trackingUrl } = booking.parcel;
  const { lineIds, vendorId } = booking;
  const parcel = { orderId, shipmentId, vendorId: VendorId.parse(vendorId), lineIds: [...lineIds] };
  const left: OrderCommand[] =
    shipment === undefined && scans.some(({ status }) => status !== 'info')
      ? [{ type: 'ShipOrder', data: { ...parcel, courier, trackingNumber, trackingUrl } }]
      : [];
  const news = scans.filter(({ id }) => !known.has(id));
  return [...left, ...news.map((scan) => reportCommand({ orderId, shipmentId }, scan))];
};
