import { derivedId } from '../../domains/kernel/derived-id.ts';
import type { Reactor, ReactorContext } from '../../domains/kernel/reactor.ts';
import { order } from '../../domains/order/aggregate.ts';
import { bookingOf } from '../../domains/order/booking/state.ts';
import type { OrderEvent } from '../../domains/order/events.ts';
import type { Order } from '../../domains/order/state.ts';
import { VendorId } from '../../event-schemas/primitives.ts';
import { tell } from './courier-calls.ts';

type Packed = Extract<OrderEvent, { type: 'OrderPacked' }>['data'];
type Cancelled = Extract<OrderEvent, { type: 'CourierBookingCancelled' }>['data'];

/** Of some lines those that stand packed, one parcel for each vendor; a line that is booked already is refused. */
const request = async (
  state: Order,
  lineIds: readonly string[],
  eventId: string,
  context: ReactorContext,
): Promise<void> => {
  const packed = state.lines.filter((line) => line.status === 'packed' && lineIds.includes(line.lineId));
  for (const vendor of new Set(packed.map(({ vendorId }) => vendorId))) {
    const vendorId = VendorId.parse(vendor);
    const shipmentId = derivedId('courier booking', eventId, vendorId);
    const own = packed.filter((line) => line.vendorId === vendor).map(({ lineId }) => lineId);
    const data = { orderId: state.orderId, shipmentId, vendorId, lineIds: own };
    await tell(context, { type: 'RequestCourierBooking', data }, vendorId);
  }
};

/**
 * Asks for a courier once goods are packed, and again for what is left of a parcel whose order was changed meanwhile. What
 * people have given up, or sent in another way, stays as they want it.
 */
export const courierAutoBooking: Reactor = {
  name: 'courierAutoBooking',
  handles: ['OrderPacked', 'CourierBookingCancelled'],
  react: async (event, context) => {
    if (context.ports.courierGateway === undefined) return;
    const { orderId } = event.data as Packed | Cancelled;
    const { state } = await context.facts(order, orderId);
    if (state === undefined) return;
    if (event.type === 'OrderPacked') return request(state, (event.data as Packed).lineIds, event.eventId, context);
    const { shipmentId, reason } = event.data as Cancelled;
    if (reason !== 'orderChanged') return;
    const lineIds = bookingOf(state, shipmentId)?.lineIds ?? [];
    await request(state, lineIds, event.eventId, context);
  },
};
