import { z } from 'zod';
import { Refusal, writeRoute, type WriteContext } from '../../domains/kernel/routes.ts';
import { bookingView, BookingView, LINES_MAX, order, type Order } from '../../domains/order/index.ts';
import { Id, OrderId, VendorId } from '../../event-schemas/primitives.ts';
import { fulfilsFor } from './order-access.ts';

const route = {
  tag: 'Orders',
  method: 'POST',
  allow: ['vendor', 'support', 'admin', 'service'],
  reply: BookingView,
} as const;

const known = async (id: OrderId, context: WriteContext): Promise<Order> => {
  const { state } = await context.facts(order, id);
  if (state === undefined) throw new Refusal('OrderNotFound', 'There is no order with this id.');
  return state;
};
const shown = (state: Order | undefined, shipmentId: string): BookingView => {
  const booking = state?.bookings.find((each) => each.shipmentId === shipmentId);
  if (state === undefined || booking === undefined)
    throw new Refusal('CourierBookingNotFound', 'No courier was booked under this shipment id.');
  return bookingView(state, booking);
};

const book = writeRoute({
  ...route,
  path: '/orders/:id/bookings',
  summary: 'Have a courier collect lines of one vendor; without lines, everything of the vendor that is not booked',
  status: 202,
  params: z.object({ id: OrderId }),
  body: z.object({ vendorId: VendorId.optional(), lineIds: z.array(Id).min(1).max(LINES_MAX).optional() }).default({}),
  refusals: [
    ...['OrderNotFound', 'OrderNotConfirmed', 'OrderStatusNotAllowed', 'OrderLineNotFound', 'OrderLineNotYours'],
    ...['VendorNeeded', 'CourierAlreadyBooked', 'CourierNotAttached', 'TooManyBookings'],
  ],
  run: async ({ params: { id: orderId }, body }, context) => {
    const state = await known(orderId, context);
    const vendorIds = [...new Set(state.lines.map((line) => line.vendorId))];
    const vendorId =
      (await fulfilsFor(state, body.vendorId, context)) ?? (vendorIds.length === 1 ? vendorIds[0] : undefined);
    if (vendorId === undefined)
      throw new Refusal('VendorNeeded', 'Lines of several vendors leave in parcels of their own; name the vendorId.');
    if (context.ports.courierGateway === undefined)
      throw new Refusal(
        'CourierNotAttached',
        'No courier can be booked here; report the parcel with POST /orders/:id/ship.',
      );
    const shipmentId = context.newId('booking');
    const lines = body.lineIds === undefined ? {} : { lineIds: body.lineIds };
    const data = { orderId, shipmentId, vendorId, ...lines };
    return shown((await context.send(order, { type: 'RequestCourierBooking', data })).state, shipmentId);
  },
});

const cancel = writeRoute({
  ...route,
  path: '/orders/:id/bookings/:shipmentId/cancel',
  summary: 'Give up a courier that has not collected the parcel yet; the lines can be booked again',
  params: z.object({ id: OrderId, shipmentId: Id }),
  refusals: ['OrderNotFound', 'CourierBookingNotFound', 'OrderStatusNotAllowed'],
  run: async ({ params: { id: orderId, shipmentId } }, context) => {
    const state = await known(orderId, context);
    const vendorId = state.bookings.find((each) => each.shipmentId === shipmentId)?.vendorId;
    await fulfilsFor(state, vendorId === undefined ? undefined : VendorId.parse(vendorId), context);
    const data = { orderId, shipmentId };
    return shown((await context.send(order, { type: 'CancelCourierBooking', data })).state, shipmentId);
  },
});

export const bookingWrites = [book, cancel];
