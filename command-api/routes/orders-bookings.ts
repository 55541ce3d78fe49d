import { z } from 'zod';
import { Refusal, writeRoute } from '../../domains/kernel/routes.ts';
import { bookingOf, bookingView, BookingView, LINES_MAX, order, type Order } from '../../domains/order/index.ts';
import { Id, OrderId, VendorId } from '../../event-schemas/primitives.ts';
import { fulfilsFor, presentOrder, sellerOfParcel } from './order-access.ts';

const route = {
  tag: 'Orders',
  method: 'POST',
  allow: ['vendor', 'support', 'admin', 'service'],
  reply: BookingView,
} as const;

const shown = (state: Order | undefined, shipmentId: string): BookingView => {
  const booking = state && bookingOf(state, shipmentId);
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
    ...['VendorNeeded', 'CourierAlreadyBooked', 'CourierNotAttached', 'TooManyBookings', 'StockNotArrived'],
  ],
  run: async ({ params: { id: orderId }, body }, context) => {
    const state = await presentOrder(orderId, context);
    const vendorId = await sellerOfParcel(state, body.vendorId, context);
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
    const state = await presentOrder(orderId, context);
    const vendorId = bookingOf(state, shipmentId)?.vendorId;
    await fulfilsFor(state, vendorId === undefined ? undefined : VendorId.parse(vendorId), context);
    const data = { orderId, shipmentId };
    return shown((await context.send(order, { type: 'CancelCourierBooking', data })).state, shipmentId);
  },
});

export const bookingWrites = [book, cancel];
