import { z } from 'zod';
import { Refusal, writeRoute, type WriteContext } from '../../domains/kernel/routes.ts';
import { CourierReport, LINES_MAX, order, OrderView, type Order } from '../../domains/order/index.ts';
import { Id, OrderId, VendorId } from '../../event-schemas/primitives.ts';
import { sendReport } from './courier-reports.ts';
import { fulfilsFor, presentOrder, sellerOfParcel, viewOf } from './order-access.ts';

const One = z.object({ id: OrderId });
const Parcel = z.object({ id: OrderId, shipmentId: Id });
const Text = z.string().trim().min(1);
const route = {
  tag: 'Orders',
  allow: ['vendor', 'support', 'admin', 'service'],
  params: One,
  reply: OrderView,
  method: 'POST',
} as const;

/** Refuses whoever does not handle this parcel, which may be booked and not have left yet. */
const requireHandler = async (state: Order, shipmentId: string, context: WriteContext): Promise<void> => {
  const parcels = [...state.shipments, ...state.bookings];
  const vendorId = parcels.find((parcel) => parcel.shipmentId === shipmentId)?.vendorId;
  await fulfilsFor(state, vendorId === undefined ? undefined : VendorId.parse(vendorId), context);
};

/** The parcel that is meant when none is named: the only one that has left, of a vendor's own. */
const onlyParcel = async (state: Order, context: WriteContext): Promise<string> => {
  const vendorId = await fulfilsFor(state, undefined, context);
  const own = state.shipments.filter((parcel) => vendorId === undefined || parcel.vendorId === vendorId);
  if (own.length === 1) return own[0]!.shipmentId;
  throw new Refusal('ShipmentNotFound', 'Name the shipmentId; GET /orders/:id lists them.');
};

const ship = writeRoute({
  ...route,
  path: '/orders/:id/ship',
  summary: 'Hand lines of one vendor to a courier; without lines, everything of the vendor that is in the house',
  body: z.object({
    vendorId: VendorId.optional(),
    lineIds: z.array(Id).min(1).max(LINES_MAX).optional(),
    courier: Text.max(80),
    trackingNumber: Text.max(80),
    trackingUrl: z
      .url({ protocol: /^https?$/ })
      .max(2_000)
      .optional(),
  }),
  refusals: [
    'OrderNotFound',
    'OrderNotConfirmed',
    'OrderStatusNotAllowed',
    'StockNotArrived',
    'OrderLineNotYours',
    'VendorNeeded',
  ],
  run: async ({ params: { id }, body }, context) => {
    const vendorId = await sellerOfParcel(await presentOrder(id, context), body.vendorId, context);
    const { lineIds, courier, trackingNumber, trackingUrl } = body;
    const data = {
      orderId: id,
      shipmentId: context.newId('shipment'),
      vendorId,
      courier,
      trackingNumber,
      ...(lineIds === undefined ? {} : { lineIds }),
      ...(trackingUrl === undefined ? {} : { trackingUrl }),
    };
    return viewOf(await context.send(order, { type: 'ShipOrder', data }), context);
  },
});

const deliver = writeRoute({
  ...route,
  path: '/orders/:id/deliver',
  summary: 'Report a parcel as delivered; the only one on its way when none is named',
  body: z.object({ shipmentId: Id.optional() }).default({}),
  refusals: ['OrderNotFound', 'ShipmentNotFound', 'OrderStatusNotAllowed'],
  run: async ({ params: { id }, body }, context) => {
    const state = await presentOrder(id, context);
    const shipmentId = body.shipmentId ?? (await onlyParcel(state, context));
    await requireHandler(state, shipmentId, context);
    return viewOf(await context.send(order, { type: 'DeliverOrder', data: { orderId: id, shipmentId } }), context);
  },
});

const checkpoint = writeRoute({
  ...route,
  path: '/orders/:id/shipments/:shipmentId/checkpoints',
  summary: "A courier's report about a parcel; the same report twice is one",
  params: Parcel,
  body: CourierReport,
  refusals: ['OrderNotFound', 'ShipmentNotFound', 'OrderStatusNotAllowed', 'TooManyCheckpoints'],
  run: async ({ params, body }, context) => {
    await requireHandler(await presentOrder(params.id, context), params.shipmentId, context);
    return viewOf(await sendReport({ orderId: params.id, shipmentId: params.shipmentId }, body, context), context);
  },
});

export const shipOrderWrites = [ship, deliver, checkpoint];
