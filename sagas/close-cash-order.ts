import { DAY_MS } from '../domains/kernel/calendar.ts';
import { defineSaga, type Step } from '../domains/kernel/saga.ts';
import type { CashOrderCommand } from '../domains/order/cash/commands.ts';
import type { OrderEvent } from '../domains/order/events.ts';

type Ending = Extract<OrderEvent, { type: 'OrderDelivered' | 'OrderReturnedToOrigin' | 'OrderCancelled' }>;
type Input = Ending | Extract<OrderEvent, { type: 'OrderPrepaid' }>;
type State = 'new' | 'partlyReturned' | 'done';
/** The last parcel of an order may take so long after the first one came back. */
const TIME_LIMIT_MS = 60 * DAY_MS;

const OUTCOMES = {
  OrderDelivered: 'delivered',
  OrderReturnedToOrigin: 'returnedToOrigin',
  OrderCancelled: 'cancelled',
  OrderPrepaid: 'paidOnline',
} as const;

const close = (
  { userId, orderId }: Input['data'],
  outcome: (typeof OUTCOMES)[Input['type']],
): Step<State, CashOrderCommand> => ({
  state: 'done',
  send: [{ type: 'CloseCashOrder', data: { userId, orderId, outcome } }],
});

/**
 * An order on delivery counts against its buyer's limits until nothing of it is on the way any more, or it is paid online. One that was cancelled
 * before it was confirmed is closed by the process that placed it, which knows whether it was counted.
 */
export const closeCashOrder = defineSaga<State, Input, CashOrderCommand>({
  name: 'closeCashOrder',
  handles: ['OrderDelivered', 'OrderReturnedToOrigin', 'OrderCancelled', 'OrderPrepaid'],
  instanceOf: ({ type, data }) =>
    type === 'OrderPrepaid' || (data.paymentMethod === 'COD' && (type !== 'OrderCancelled' || data.wasConfirmed))
      ? data.orderId
      : undefined,
  initial: 'new',
  step: (state, input) => {
    if (state === 'done' || !(input.type in OUTCOMES)) return {};
    if (input.type === 'OrderPrepaid') return close(input.data, 'paidOnline');
    const { type, data } = input as Ending;
    const returned = state === 'partlyReturned' || type === 'OrderReturnedToOrigin';
    if (!data.settled) return returned && state === 'new' ? { state: 'partlyReturned' } : {};
    return close(data, returned ? 'returnedToOrigin' : OUTCOMES[type]);
  },
  isDone: (state) => state === 'done',
  timeLimitMs: TIME_LIMIT_MS,
});
