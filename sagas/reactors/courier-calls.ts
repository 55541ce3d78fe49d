import { isRejected } from '../../domains/kernel/decider.ts';
import type { RecordedEvent } from '../../domains/kernel/event-store.ts';
import { CourierGatewayError } from '../../domains/kernel/ports/courier-gateway.ts';
import type { ReactorContext } from '../../domains/kernel/reactor.ts';
import { order } from '../../domains/order/aggregate.ts';
import type { BookingEvent, Booking } from '../../domains/order/booking/state.ts';
import type { OrderCommand } from '../../domains/order/commands.ts';
import type { Order } from '../../domains/order/state.ts';

/** The data of an event; a reactor that is given another type than it handles is a bug. */
export const dataOf = <T extends BookingEvent['type']>(event: RecordedEvent, type: T) => {
  if (event.type !== type) throw new Error(`expected ${type}, got ${event.type}`);
  return event.data as Extract<BookingEvent, { type: T }>['data'];
};

/** Sends a command; a refusal is an answer too, except that crowding is worth another try. */
export const tell = async (context: ReactorContext, command: OrderCommand, label?: string): Promise<void> => {
  const outcome = await context.send(command, label);
  if (isRejected(outcome) && outcome.rejected === 'TooMuchContention') throw new Error(outcome.rejected);
};

/** The courier said no, so asking again changes nothing; undefined for everything else. */
export const refusalOf = (error: unknown): string | undefined =>
  error instanceof CourierGatewayError && error.failure.code === 'refused' ? error.failure.reason : undefined;

/** A booking as it stands now, with its order. */
export const bookingNow = async (
  { orderId, shipmentId }: { readonly orderId: string; readonly shipmentId: string },
  { facts }: Pick<ReactorContext, 'facts'>,
): Promise<{ readonly state: Order; readonly booking: Booking } | undefined> => {
  const { state } = await facts(order, orderId);
  const booking = state?.bookings.find((each) => each.shipmentId === shipmentId);
  return state === undefined || booking === undefined ? undefined : { state, booking };
};
