import type { OrderEvent } from '../events.ts';
import type { Order } from '../state.ts';

type EventData<T extends OrderEvent['type']> = Extract<OrderEvent, { type: T }>['data'];
export type BookingEvent = Extract<OrderEvent, { type: `Courier${string}` }>;

/** A courier that is to collect a parcel, or was. */
export type Booking = Pick<
  EventData<'CourierBookingRequested'>,
  'shipmentId' | 'vendorId' | 'lineIds' | 'valuePaise' | 'collectPaise' | 'withFees'
> & {
  readonly status: 'requested' | 'booked' | 'failed' | 'cancelled';
  /** What the courier company answered. */
  readonly parcel?: Pick<EventData<'CourierBooked'>, 'parcelId' | 'awb' | 'courier' | 'trackingUrl'>;
  readonly pickupOn?: string;
  /** Why it failed or was given up. */
  readonly reason?: string;
  /** The last word that was passed on to the courier about a failed attempt. */
  readonly instruction?: Pick<EventData<'CourierInstructionRequested'>, 'attempt' | 'answer' | 'turn'> & {
    readonly status: 'asked' | 'accepted' | 'refused';
  };
  readonly asks: number;
};

/** The booking of a parcel, however it stands. */
export const bookingOf = ({ bookings }: Pick<Order, 'bookings'>, shipmentId: string): Booking | undefined =>
  bookings.find((booking) => booking.shipmentId === shipmentId);

const changed = ({ type, data }: Exclude<BookingEvent, { type: 'CourierBookingRequested' }>): Partial<Booking> => {
  switch (type) {
    case 'CourierBooked': {
      const { parcelId, awb, courier, trackingUrl } = data;
      return { status: 'booked', parcel: { parcelId, awb, courier, trackingUrl } };
    }
    case 'CourierBookingFailed':
      return { status: 'failed', reason: data.reason };
    case 'CourierBookingCancelled':
      return { status: 'cancelled', reason: data.reason };
    case 'CourierPickupArranged':
      return { pickupOn: data.on };
    case 'CourierTrackingRequested':
      return { asks: data.ask };
    default: {
      const { attempt, answer, turn } = data;
      const status = { Requested: 'asked', Accepted: 'accepted', Refused: 'refused' } as const;
      const outcome = type.slice('CourierInstruction'.length) as keyof typeof status;
      return { instruction: { attempt, answer, turn, status: status[outcome] } };
    }
  }
};

export const isBookingEvent = (event: OrderEvent): event is BookingEvent => event.type.startsWith('Courier');

/** Folds what happens to bookings of couriers. */
export const evolveBooking = (order: Order, event: BookingEvent): Order => {
  if (event.type === 'CourierBookingRequested') {
    const { shipmentId, vendorId, lineIds, valuePaise, collectPaise, withFees } = event.data;
    const facts = { shipmentId, vendorId, lineIds, valuePaise, collectPaise, withFees };
    return { ...order, bookings: [...order.bookings, { ...facts, status: 'requested', asks: 0 }] };
  }
  const { shipmentId } = event.data;
  const change = changed(event);
  return {
    ...order,
    bookings: order.bookings.map((booking) =>
      booking.shipmentId === shipmentId ? { ...booking, ...change } : booking,
    ),
  };
};
