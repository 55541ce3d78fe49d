import { instantAfter } from '../domains/kernel/calendar.ts';
import { defineSaga, type Step } from '../domains/kernel/saga.ts';
import type { OrderCommand } from '../domains/order/commands.ts';
import type { OrderEvent } from '../domains/order/events.ts';
import { courierPolicy } from '../domains/policy/courier.ts';
import type { Instant, OrderId } from '../event-schemas/primitives.ts';

type Input = Extract<
  OrderEvent,
  { type: 'CourierBooked' | 'CourierBookingCancelled' | 'OrderDelivered' | 'OrderReturnedToOrigin' }
>;
type State = {
  readonly parcel: { readonly orderId: OrderId; readonly shipmentId: string } | null;
  readonly asks: number;
  readonly isOver: boolean;
};

const { quietMs, asksMax } = courierPolicy;
const HOUR_MS = 3_600_000;

const waited = (state: State, now: Instant): Step<State, OrderCommand> => ({
  state,
  deadlines: [{ name: `ask-${state.asks + 1}`, dueAt: instantAfter(now, quietMs.value) }],
});

/** Has the courier asked about a booked parcel now and then, in case its reports get lost, until it has arrived somewhere. */
export const followParcel = defineSaga<State, Input, OrderCommand>({
  name: 'followParcel',
  handles: ['CourierBooked', 'CourierBookingCancelled', 'OrderDelivered', 'OrderReturnedToOrigin'],
  instanceOf: ({ data }) => data.shipmentId,
  initial: { parcel: null, asks: 0, isOver: false },
  step: (state, input, now) => {
    switch (input.type) {
      case 'CourierBooked': {
        const { orderId, shipmentId } = input.data;
        return state.parcel === null && !state.isOver ? waited({ ...state, parcel: { orderId, shipmentId } }, now) : {};
      }
      case 'DeadlineReached': {
        const { parcel, asks, isOver } = state;
        if (isOver || parcel === null || input.data.name !== `ask-${asks + 1}`) return {};
        const ask = asks + 1;
        const asked: State = { ...state, asks: ask, isOver: ask >= asksMax.value };
        const send = [{ type: 'AskForTracking', data: { ...parcel, ask } }] as const;
        return asked.isOver ? { state: asked, send } : { ...waited(asked, now), send };
      }
      case 'CommandAccepted':
      case 'CommandRejected':
        return {};
      default:
        // A parcel that nobody booked is none of this.
        return state.parcel === null || state.isOver ? {} : { state: { ...state, isOver: true } };
    }
  },
  isDone: ({ isOver, parcel }) => isOver || parcel === null,
  timeLimitMs: (asksMax.value + 1) * quietMs.value + HOUR_MS,
});
