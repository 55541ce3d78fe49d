import type { Instant } from '../../../event-schemas/primitives.ts';
import { isRejected, reject, type Decision } from '../../kernel/decider.ts';
import { isAwaiting, refuseAwaited } from '../awaiting.ts';
import type { OrderCommand } from '../commands.ts';
import type { OrderEvent } from '../events.ts';
import { affected, isInHouse } from '../facts.ts';
import { select } from '../fulfilling.ts';
import { paidAhead } from '../funds.ts';
import type { OrderRejection } from '../rejections.ts';
import type { Line, Order } from '../state.ts';
import { BOOKINGS_MAX } from './events.ts';
import { bookingOf, type Booking } from './state.ts';

type Decided = Decision<OrderEvent, OrderRejection>;
export type BookingCommand = Extract<
  OrderCommand,
  {
    type:
      | 'RequestCourierBooking'
      | 'RecordCourierBooking'
      | 'RecordCourierBookingFailure'
      | 'RecordCourierPickup'
      | 'CancelCourierBooking';
  }
>;

/** A booking whose parcel nobody has collected yet. */
export const isOpen = ({ shipments }: Order, { status, shipmentId }: Booking): boolean =>
  (status === 'requested' || status === 'booked') && !shipments.some((each) => each.shipmentId === shipmentId);

const isBooked = (state: Order, lineId: string): boolean =>
  state.bookings.some((booking) => isOpen(state, booking) && booking.lineIds.includes(lineId));

const feesOf = ({ shippingPaise, codFeePaise }: Order): number => shippingPaise + codFeePaise;

/** How much of what was paid ahead the couriers of other parcels leave to the buyer already; a parcel that came back leaves nothing. */
const leftToBuyer = (state: Order): number =>
  state.bookings
    .filter((booking) => {
      const shipment = state.shipments.find(({ shipmentId }) => shipmentId === booking.shipmentId);
      return shipment === undefined ? isOpen(state, booking) : shipment.status !== 'returnedToOrigin';
    })
    .reduce(
      (sum, { valuePaise, collectPaise, withFees }) => sum + valuePaise + (withFees ? feesOf(state) : 0) - collectPaise,
      0,
    );

/**
 * What the courier is to collect: the goods, and the fees of the order with its first parcel, as far as nothing else has paid
 * for them. What was paid ahead counts for the parcels that are booked first.
 */
const cashOf = (state: Order, valuePaise: number): { collectPaise: number; withFees: boolean } => {
  if (state.paymentMethod !== 'COD') return { collectPaise: 0, withFees: false };
  const fees = feesOf(state);
  const isCollected = state.shipments.length > 0 || state.bookings.some((one) => one.withFees && isOpen(state, one));
  const withFees = fees > 0 && !isCollected;
  const duePaise = valuePaise + (withFees ? fees : 0);
  const aheadPaise = Math.max(0, paidAhead(state) - leftToBuyer(state));
  return { collectPaise: Math.max(0, duePaise - aheadPaise), withFees };
};

const request = (
  data: Extract<BookingCommand, { type: 'RequestCourierBooking' }>['data'],
  state: Order,
  now: Instant,
): Decided => {
  const { orderId, shipmentId, vendorId } = data;
  if (bookingOf(state, shipmentId) !== undefined) return [];
  if (state.shipments.some((each) => each.shipmentId === shipmentId)) return reject('ShipmentIdTaken');
  if (state.bookings.length >= BOOKINGS_MAX) return reject('TooManyBookings');
  const can = (line: Line): boolean => isInHouse(line) && !isAwaiting(line) && !isBooked(state, line.lineId);
  const lines = select(data, state, can);
  if (typeof lines === 'string') return reject(lines);
  const awaited = refuseAwaited(lines, state, vendorId);
  if (awaited !== undefined) return awaited;
  if (lines.some(({ lineId }) => isBooked(state, lineId))) return reject('CourierAlreadyBooked');
  if (lines.length === 0 && state.lines.some((line) => isInHouse(line))) return reject('CourierAlreadyBooked');
  if (lines.length === 0 || !lines.every(isInHouse)) return reject('OrderStatusNotAllowed');
  const valuePaise = affected(lines).reduce((sum, { totalPaise }) => sum + totalPaise, 0);
  const parcel = { orderId, userId: state.userId, shipmentId, vendorId, lineIds: lines.map(({ lineId }) => lineId) };
  const cash = cashOf(state, valuePaise);
  return [{ type: 'CourierBookingRequested', data: { ...parcel, valuePaise, ...cash, requestedAt: now } }];
};

const cancel = (state: Order, booking: Booking): Decided => {
  if (booking.status === 'cancelled' || booking.status === 'failed') return [];
  if (!isOpen(state, booking)) return reject('OrderStatusNotAllowed');
  const { orderId, userId } = state;
  const { shipmentId } = booking;
  return [{ type: 'CourierBookingCancelled', data: { orderId, userId, shipmentId, reason: 'byHand' } }];
};

/** What becomes of a booking; what comes too late, because it was given up meanwhile, changes nothing. */
export const book = (command: BookingCommand, state: Order, now: Instant): Decided => {
  if (command.type === 'RequestCourierBooking') return request(command.data, state, now);
  const booking = bookingOf(state, command.data.shipmentId);
  if (booking === undefined) return reject('CourierBookingNotFound');
  const { userId } = state;
  switch (command.type) {
    case 'RecordCourierBooking':
      if (booking.status !== 'requested') return [];
      return [{ type: 'CourierBooked', data: { ...command.data, userId, bookedAt: now } }];
    case 'RecordCourierBookingFailure':
      if (booking.status !== 'requested') return [];
      return [{ type: 'CourierBookingFailed', data: { ...command.data, userId } }];
    case 'RecordCourierPickup':
      if (booking.status !== 'booked' || booking.pickupOn === command.data.on) return [];
      return [{ type: 'CourierPickupArranged', data: { ...command.data, userId } }];
    case 'CancelCourierBooking':
      return cancel(state, booking);
  }
};

/** The lines that an event takes out of the reach of couriers that are booked for them, and why. */
const takenBy = (event: OrderEvent): { lineIds: readonly string[] | 'all'; shipped?: string } | undefined => {
  switch (event.type) {
    case 'OrderShipped':
      return { lineIds: event.data.lines.map(({ lineId }) => lineId), shipped: event.data.shipmentId };
    case 'OrderCancelled':
    case 'OrderEdited':
      return { lineIds: event.data.lines.map(({ lineId }) => lineId) };
    case 'OrderAddressChanged':
    case 'OrderPrepaid':
      return { lineIds: 'all' };
    default:
      return undefined;
  }
};

/** Gives up the bookings of what left in another way, was cancelled, or goes elsewhere, in the same append. */
export const withBookingsGivenUp = (state: Order | undefined, decided: Decided): Decided => {
  if (state === undefined || state.bookings.length === 0 || isRejected(decided)) return decided;
  const { orderId, userId } = state;
  const given = decided.flatMap((event): OrderEvent[] => {
    const taken = takenBy(event);
    if (taken === undefined) return [];
    const { lineIds, shipped } = taken;
    const reason = shipped === undefined ? 'orderChanged' : 'shippedOtherwise';
    return state.bookings
      .filter((booking) => isOpen(state, booking) && booking.shipmentId !== shipped)
      .filter((booking) => lineIds === 'all' || booking.lineIds.some((lineId) => lineIds.includes(lineId)))
      .map(({ shipmentId }) => ({ type: 'CourierBookingCancelled', data: { orderId, userId, shipmentId, reason } }));
  });
  return given.length === 0 ? decided : [...decided, ...given];
};
