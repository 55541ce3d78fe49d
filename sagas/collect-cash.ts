import { defineSaga } from '../domains/kernel/saga.ts';
import type { OrderEvent } from '../domains/order/events.ts';
import type { PaymentCommand } from '../domains/payment/commands.ts';

type Input = Extract<OrderEvent, { type: 'OrderDelivered' }>;
const TIME_LIMIT_MS = 60_000;

/** The courier has the cash once the last parcel of an order on delivery has arrived. */
export const collectCash = defineSaga<'new' | 'done', Input, PaymentCommand>({
  name: 'collectCash',
  handles: ['OrderDelivered'],
  instanceOf: ({ data }) => (data.paymentMethod === 'COD' && data.settled ? data.shipmentId : undefined),
  initial: 'new',
  step: (state, input) => {
    if (input.type !== 'OrderDelivered' || state === 'done') return {};
    const { paymentId } = input.data;
    return { state: 'done', send: [{ type: 'CollectCash', data: { paymentId, collectedBy: 'courier' } }] };
  },
  isDone: (state) => state === 'done',
  timeLimitMs: TIME_LIMIT_MS,
});
