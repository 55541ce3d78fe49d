import { z } from 'zod';
import { Refusal, writeRoute, type WriteContext } from '../../domains/kernel/routes.ts';
import { CourierReport, LINES_MAX, order, OrderView, orderView, type Order } from '../../domains/order/index.ts';
import { Id, OrderId, VendorId } from '../../event-schemas/primitives.ts';
import { sendReport } from './courier-reports.ts';
import { fulfilsFor, presentOrder, sellerOfParcel } from './order-access.ts';

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
const view = ({ state }: { readonly state: Order | undefined }, { now }: WriteContext) => orderView(state!, now);

/** The order, once it is clear that the caller handles this parcel, or some part of the order when none is named. */
const handledOrder = async (id: OrderId, shipmentId: string | undefined, context: WriteContext): Promise<Order> => {
  const state = await presentOrder(id, context);
  const vendorId = state.shipments.find((shipment) => shipment.shipmentId === shipmentId)?.vendorId;
  await fulfilsFor(state, vendorId === undefined ? undefined : VendorId.parse(vendorId), context);
  return state;
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
  refusals: ['OrderNotFound', 'OrderNotConfirmed', 'OrderStatusNotAllowed', 'OrderLineNotYours', 'VendorNeeded'],
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
    return view(await context.send(order, { type: 'ShipOrder', data }), context);
  },
});

const deliver = writeRoute({
  ...route,
  path: '/orders/:id/deliver',
  summary: 'Report a parcel as delivered; the only one on its way when none is named',
  body: z.object({ shipmentId: Id.optional() }).default({}),
  refusals: ['OrderNotFound', 'ShipmentNotFound', 'OrderStatusNotAllowed'],
  run: async ({ params: { id }, body }, context) => {
    const { shipments } = await handledOrder(id, body.shipmentId, context);
    const named = body.shipmentId ?? (shipments.length === 1 ? shipments[0]?.shipmentId : undefined);
    if (named === undefined) throw new Refusal('ShipmentNotFound', 'Name the shipmentId; GET /orders/:id lists them.');
    return view(await context.send(order, { type: 'DeliverOrder', data: { orderId: id, shipmentId: named } }), context);
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
    await handledOrder(params.id, params.shipmentId, context);
    return view(await sendReport({ orderId: params.id, shipmentId: params.shipmentId }, body, context), context);
  },
});

export const shipOrderWrites = [ship, deliver, checkpoint];
