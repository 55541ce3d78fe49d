import { LRUCache } from 'lru-cache';
import { product } from '../../domains/catalogue/product/aggregate.ts';
import type { RecordedEvent } from '../../domains/kernel/event-store.ts';
import type { CourierGateway, ParcelRequest } from '../../domains/kernel/ports/courier-gateway.ts';
import type { Reactor, ReactorContext } from '../../domains/kernel/reactor.ts';
import { referenceOf } from '../../domains/order/booking/reporting.ts';
import type { Booking } from '../../domains/order/booking/state.ts';
import { keptQuantity } from '../../domains/order/facts.ts';
import type { Order } from '../../domains/order/state.ts';
import { courierPolicy } from '../../domains/policy/courier.ts';
import { bookingNow, dataOf, refusalOf, tell } from './courier-calls.ts';

/** Parcels that this process has asked to be booked, so that a second try looks before it books. */
export const PARCELS_REMEMBERED_MAX = 10_000;

/** The parcel as the courier company is told of it; undefined when the person was erased, and with them the address. */
const parcelOf = async (
  state: Order,
  booking: Booking,
  lookFirst: boolean,
  { facts }: Pick<ReactorContext, 'facts'>,
): Promise<ParcelRequest | undefined> => {
  const { address, orderId, placedAt } = state;
  if (address === null) return undefined;
  const lines = state.lines.filter(({ lineId }) => booking.lineIds.includes(lineId));
  const grams = await Promise.all(
    lines.map(async (line) => {
      const { state: article } = await facts(product, line.productId);
      const variant = article?.variants.find(({ variantId }) => variantId === line.variantId);
      return keptQuantity(line) * (variant?.weightGrams ?? courierPolicy.pieceGrams.value);
    }),
  );
  const { fullName, phone, line1, line2 = '', landmark = '', city, state: region, postalCode } = address;
  return {
    reference: referenceOf(orderId, booking.shipmentId),
    lookFirst,
    orderedAt: placedAt,
    valuePaise: booking.valuePaise,
    collectPaise: booking.collectPaise,
    weightGrams: grams.reduce((sum, each) => sum + each, 0),
    lines: lines.map((line) => ({
      ...{ name: line.name, sku: line.sku, quantity: keptQuantity(line) },
      unitPaise: Math.round(line.totalPaise / line.quantity),
    })),
    to: {
      ...{ fullName, phone, line1, city, state: region, postalCode },
      line2: [line2, landmark].filter((part) => part !== '').join(', '),
    },
  };
};

const book = async (
  event: RecordedEvent,
  gateway: CourierGateway,
  lookFirst: boolean,
  context: ReactorContext,
): Promise<void> => {
  const { orderId, shipmentId } = dataOf(event, 'CourierBookingRequested');
  const now = await bookingNow({ orderId, shipmentId }, context);
  if (now?.booking.status !== 'requested') return;
  const parcel = await parcelOf(now.state, now.booking, lookFirst, context);
  if (parcel === undefined) {
    const data = { orderId, shipmentId, reason: 'there is no address' };
    await tell(context, { type: 'RecordCourierBookingFailure', data });
    return;
  }
  try {
    const booked = await gateway.book(parcel);
    await tell(context, { type: 'RecordCourierBooking', data: { orderId, shipmentId, ...booked } });
  } catch (error) {
    const reason = refusalOf(error);
    if (reason === undefined) throw error;
    await tell(context, { type: 'RecordCourierBookingFailure', data: { orderId, shipmentId, reason } });
  }
};

const arrangePickup = async (event: RecordedEvent, gateway: CourierGateway, context: ReactorContext): Promise<void> => {
  const { orderId, shipmentId, parcelId } = dataOf(event, 'CourierBooked');
  if ((await bookingNow({ orderId, shipmentId }, context))?.booking.status !== 'booked') return;
  try {
    const { on } = await gateway.arrangePickup({ reference: referenceOf(orderId, shipmentId), parcelId });
    await tell(context, { type: 'RecordCourierPickup', data: { orderId, shipmentId, on } });
  } catch (error) {
    // The booking shows no pickup, and the driver comes to the house every day anyway.
    if (refusalOf(error) === undefined) throw error;
  }
};

const cancel = async (event: RecordedEvent, gateway: CourierGateway): Promise<void> => {
  const { orderId, shipmentId } = dataOf(event, 'CourierBookingCancelled');
  try {
    await gateway.cancel(referenceOf(orderId, shipmentId));
  } catch (error) {
    // What the driver has taken already comes back by itself, when nobody is told of its scans.
    if (refusalOf(error) === undefined) throw error;
  }
};

/**
 * Books couriers, has parcels collected and gives bookings up, in the order in which that was decided for one order. The
 * shipment is the reference: after a crash, or a call whose answer was lost, the parcel with this reference is found again
 * instead of a second one being booked.
 */
export const courierBooking = (): Reactor => {
  const asked = new LRUCache<string, true>({ max: PARCELS_REMEMBERED_MAX });
  let startedAt: string | undefined;
  return {
    name: 'courierBooking',
    handles: ['CourierBookingRequested', 'CourierBooked', 'CourierBookingCancelled'],
    react: async (event, context) => {
      const { courierGateway } = context.ports;
      startedAt ??= context.now();
      if (courierGateway === undefined) return;
      if (event.type === 'CourierBooked') return arrangePickup(event, courierGateway, context);
      if (event.type === 'CourierBookingCancelled') return cancel(event, courierGateway);
      // What was recorded before this process began may have been asked for by the one before it.
      const lookFirst = asked.has(event.eventId) || event.metadata.recordedAt < startedAt;
      asked.set(event.eventId, true);
      await book(event, courierGateway, lookFirst, context);
    },
  };
};
