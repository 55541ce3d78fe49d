import { CourierGatewayError } from '../../domains/kernel/ports/courier-gateway.ts';
import type { ReactorContext } from '../../domains/kernel/reactor.ts';
import { order } from '../../domains/order/aggregate.ts';
import { bookingOf, type Booking, type BookingEvent } from '../../domains/order/booking/state.ts';
import type { OrderCommand } from '../../domains/order/commands.ts';
import type { Order } from '../../domains/order/state.ts';
import { dataReader } from './event-data.ts';

export const dataOf = dataReader<BookingEvent>();

/** Sends a command; a refusal is an answer too. */
export const tell = async (context: ReactorContext, command: OrderCommand, label?: string): Promise<void> => {
  await context.send(command, label);
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
  const booking = state && bookingOf(state, shipmentId);
  return state === undefined || booking === undefined ? undefined : { state, booking };
};
