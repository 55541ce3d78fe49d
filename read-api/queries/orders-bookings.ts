import { z } from 'zod';
import { CourierGatewayError } from '../../domains/kernel/ports/courier-gateway.ts';
import { FileAnswer, readRoute, Refusal } from '../../domains/kernel/routes.ts';
import { bookingOf, bookingView, BookingView } from '../../domains/order/index.ts';
import { Id, OrderId } from '../../event-schemas/primitives.ts';
import { visibleOrder } from './orders.ts';

const FULFILLERS = ['vendor', 'support', 'admin', 'service'] as const;

export const bookingReads = [
  readRoute({
    path: '/orders/:id/bookings',
    tag: 'Orders',
    allow: FULFILLERS,
    summary: 'Couriers that were booked for an order, with airway bill numbers, pickups and what became of them',
    params: z.object({ id: OrderId }),
    reply: z.object({ bookings: z.array(BookingView) }),
    projections: [],
    run: async ({ params: { id } }, context) => {
      const state = await visibleOrder(id, context);
      return { bookings: state.bookings.map((booking) => bookingView(state, booking)) };
    },
  }),
  readRoute({
    path: '/orders/:id/bookings/:shipmentId/label',
    namesBuyerOf: 'id',
    tag: 'Orders',
    allow: FULFILLERS,
    summary: 'The label to be stuck onto the parcel, as a PDF; it is fetched from the courier, and kept nowhere here',
    params: z.object({ id: OrderId, shipmentId: Id }),
    reply: z.string().meta({ description: 'A PDF' }),
    projections: [],
    run: async ({ params: { id, shipmentId } }, context) => {
      const state = await visibleOrder(id, context);
      const booking = bookingOf(state, shipmentId);
      const { courierGateway } = context.ports;
      if (booking?.status !== 'booked' || booking.parcel === undefined || courierGateway === undefined)
        throw new Refusal('CourierBookingNotFound', 'No courier is booked under this shipment id.');
      try {
        const pdf = await courierGateway.label(booking.parcel.parcelId);
        return new FileAnswer(pdf, 'application/pdf', `label-${booking.parcel.awb}.pdf`);
      } catch (error) {
        if (!(error instanceof CourierGatewayError)) throw error;
        throw new Refusal('ProviderUnavailable', 'The courier gives no label now; ask again in a moment.');
      }
    },
  }),
];
