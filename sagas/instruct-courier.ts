import { instantAfter } from '../domains/kernel/calendar.ts';
import { defineSaga, type SagaReply, type Step } from '../domains/kernel/saga.ts';
import type { OrderCommand } from '../domains/order/commands.ts';
import type { OrderEvent } from '../domains/order/events.ts';
import { courierPolicy } from '../domains/policy/courier.ts';
import type { Instant, OrderId } from '../event-schemas/primitives.ts';

type Input = Extract<
  OrderEvent,
  {
    type:
      | 'RedeliveryRequested'
      | 'DeliveryGivenUp'
      | 'CourierInstructionAccepted'
      | 'CourierInstructionRefused'
      | 'OrderDelivered'
      | 'OrderReturnedToOrigin';
  }
>;
/** What the courier is being told; `turn` counts on over all attempts of a parcel, so that no turn is taken for another. */
type State = {
  readonly parcel: { readonly orderId: OrderId; readonly shipmentId: string } | null;
  readonly turn: number;
  readonly isTold: boolean;
};

const { instructAgainMs, instructionsMax } = courierPolicy;
const HOUR_MS = 3_600_000;

const next = (state: State, parcel: NonNullable<State['parcel']>): Step<State, OrderCommand> => {
  const turn = state.turn + 1;
  if (turn > instructionsMax.value) return { state: { ...state, isTold: true } };
  return {
    state: { parcel, turn, isTold: false },
    send: [{ type: 'InstructCourier', data: { ...parcel, turn } }],
  };
};

const told = (state: State): Step<State, OrderCommand> => ({ state: { ...state, isTold: true } });

/** What the courier, or the end of the parcel, has to say about the turn that is under way. */
const whileTelling = (
  state: State,
  parcel: NonNullable<State['parcel']>,
  input: Input | SagaReply,
  now: Instant,
): Step<State, OrderCommand> => {
  switch (input.type) {
    case 'CourierInstructionRefused':
      if (input.data.turn !== state.turn) return {};
      return { deadlines: [{ name: `turn-${state.turn}`, dueAt: instantAfter(now, instructAgainMs.value) }] };
    case 'CourierInstructionAccepted':
      return input.data.turn === state.turn ? told(state) : {};
    case 'DeadlineReached':
      return input.data.name === `turn-${state.turn}` ? next(state, parcel) : {};
    case 'CommandAccepted':
      // Without an event there was nothing left to say.
      return input.data.events.length > 0 ? {} : told(state);
    default:
      return told(state);
  }
};

/**
 * Passes on what a buyer wants after a failed attempt until the courier accepts it, which may refuse it until it has noted the
 * failure itself. It ends with the parcel, and for parcels that were not booked at once.
 */
export const instructCourier = defineSaga<State, Input, OrderCommand>({
  name: 'instructCourier',
  handles: [
    'RedeliveryRequested',
    'DeliveryGivenUp',
    'CourierInstructionAccepted',
    'CourierInstructionRefused',
    'OrderDelivered',
    'OrderReturnedToOrigin',
  ],
  instanceOf: ({ data }) => data.shipmentId,
  initial: { parcel: null, turn: 0, isTold: true },
  step: (state, input, now) => {
    if (input.type === 'RedeliveryRequested' || input.type === 'DeliveryGivenUp') {
      const { orderId, shipmentId } = input.data;
      return next(state, { orderId, shipmentId });
    }
    return state.isTold || state.parcel === null ? {} : whileTelling(state, state.parcel, input, now);
  },
  isDone: ({ isTold }) => isTold,
  timeLimitMs: instructionsMax.value * instructAgainMs.value + HOUR_MS,
});
