import { instantAfter } from '../domains/kernel/calendar.ts';
import { defineSaga } from '../domains/kernel/saga.ts';
import type { OrderCommand } from '../domains/order/commands.ts';
import type { OrderEvent } from '../domains/order/events.ts';
import { orderPolicy } from '../domains/policy/order.ts';
import type { OrderId } from '../event-schemas/primitives.ts';

type Input = Extract<OrderEvent, { type: 'OrderConfirmed' }>;
type State = { readonly orderId: OrderId | null; readonly phase: 'new' | 'waiting' | 'done' };

const { remindAfterMs } = orderPolicy.payNow.value;
const HOUR_MS = 3_600_000;

/**
 * Some time after an order on delivery was confirmed, asks it once whether its buyer may be told that it can be paid online. The
 * order says no when it was paid, cancelled or sent meanwhile.
 */
export const offerPayNow = defineSaga<State, Input, OrderCommand>({
  name: 'offerPayNow',
  handles: ['OrderConfirmed'],
  instanceOf: ({ data }) => (data.paymentMethod === 'COD' && data.totalPaise > 0 ? data.orderId : undefined),
  initial: { orderId: null, phase: 'new' },
  step: (state, input) => {
    if (input.type === 'OrderConfirmed') {
      if (state.phase !== 'new') return {};
      const { orderId, confirmedAt } = input.data;
      const dueAt = instantAfter(confirmedAt, remindAfterMs);
      return { state: { orderId, phase: 'waiting' }, deadlines: [{ name: 'offer', dueAt }] };
    }
    const { orderId } = state;
    if (input.type !== 'DeadlineReached' || orderId === null || state.phase !== 'waiting') return {};
    return { state: { ...state, phase: 'done' }, send: [{ type: 'OfferPayNow', data: { orderId } }] };
  },
  isDone: ({ phase }) => phase === 'done',
  timeLimitMs: remindAfterMs + HOUR_MS,
});
