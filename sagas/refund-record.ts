import { defineSaga } from '../domains/kernel/saga.ts';
import type { OrderCommand } from '../domains/order/commands.ts';
import type { PaymentEvent } from '../domains/payment/events.ts';

type Input = Extract<PaymentEvent, { type: 'RefundProcessed' }>;
const TIME_LIMIT_MS = 60_000;

/** Tells the order that its money is back with the buyer, which completes the return that waited for it. */
export const recordRefund = defineSaga<'new' | 'done', Input, OrderCommand>({
  name: 'recordRefund',
  handles: ['RefundProcessed'],
  // Money that the order never counted, such as a payment made twice, is no refund of the order.
  instanceOf: ({ data }) => (data.surplus ? undefined : data.refundId),
  initial: 'new',
  step: (state, input) => {
    if (input.type !== 'RefundProcessed' || state === 'done') return {};
    const { orderId, refundId, amountPaise } = input.data;
    return { state: 'done', send: [{ type: 'RecordOrderRefund', data: { orderId, refundId, amountPaise } }] };
  },
  isDone: (state) => state === 'done',
  timeLimitMs: TIME_LIMIT_MS,
});
