import { instantAfter } from '../domains/kernel/calendar.ts';
import { defineSaga, type SagaReply, type Step } from '../domains/kernel/saga.ts';
import type { OrderCommand } from '../domains/order/commands.ts';
import type { PaymentCommand } from '../domains/payment/commands.ts';
import type { PaymentEvent } from '../domains/payment/events.ts';
import { paymentPolicy } from '../domains/policy/payment.ts';
import type { StoreCreditEvent } from '../domains/store-credit/events.ts';
import type { Instant, PaymentId } from '../event-schemas/primitives.ts';

type Processed = Extract<PaymentEvent, { type: 'RefundProcessed' }>;
type Restored = Extract<StoreCreditEvent, { type: 'StoreCreditRestored' | 'StoreCreditRefunded' }>;
type Input = Extract<PaymentEvent, { type: 'RefundAccepted' | 'RefundProcessed' | 'RefundFailed' }> | Restored;
type Command = OrderCommand | PaymentCommand;
type State = { readonly paymentId: PaymentId | null; readonly checks: number; readonly done: boolean };

const { everyMs, timesMax } = paymentPolicy.refundChecks.value;
const CHECK = 'check-';

const watch = (state: State, now: Instant): Step<State, Command> =>
  state.checks >= timesMax
    ? { state: { ...state, done: true } }
    : { state, deadlines: [{ name: `${CHECK}${state.checks + 1}`, dueAt: instantAfter(now, everyMs) }] };

/** Store credit is back at once. */
const isRestored = (input: Input): input is Restored =>
  input.type === 'StoreCreditRestored' || input.type === 'StoreCreditRefunded';
const record = ({ orderId, refundId, amountPaise }: (Restored | Processed)['data'], paymentId?: PaymentId) => ({
  send: [
    {
      type: 'RecordOrderRefund' as const,
      data: { orderId, refundId, amountPaise, ...(paymentId === undefined ? {} : { paymentId }) },
    },
  ],
});

const happened = (state: State, input: Input, now: Instant): Step<State, Command> => {
  if (isRestored(input)) return { state: { ...state, done: true }, ...record(input.data) };
  const { paymentId } = input.data;
  if (input.type === 'RefundAccepted') return watch({ ...state, paymentId, done: false }, now);
  const done: State = { ...state, paymentId, done: true };
  // Money that the order never counted, such as a payment made twice, is no refund of the order.
  if (input.type === 'RefundFailed' || input.data.surplus) return { state: done };
  return { state: done, ...record(input.data, paymentId) };
};

const checked = (state: State, name: string, now: Instant): Step<State, Command> => {
  const next: State = { ...state, checks: state.checks + 1 };
  if (state.done || state.paymentId === null) return { state: next };
  const data = { paymentId: state.paymentId, check: name };
  return { ...watch(next, now), send: [{ type: 'RequestReconciliation', data }] };
};

const isReply = (input: Input | SagaReply): input is SagaReply =>
  input.type === 'CommandAccepted' || input.type === 'CommandRejected' || input.type === 'DeadlineReached';

/**
 * Follows a refund that the gateway has accepted until the money is back: asks every day when nobody reports, and tells the
 * order, which completes the return that waited for it. Store credit is back as soon as it is given.
 */
export const recordRefund = defineSaga<State, Input, Command>({
  name: 'recordRefund',
  handles: ['RefundAccepted', 'RefundProcessed', 'RefundFailed', 'StoreCreditRestored', 'StoreCreditRefunded'],
  instanceOf: ({ data }) => data.refundId,
  initial: { paymentId: null, checks: 0, done: false },
  step: (state, input, now) => {
    if (!isReply(input)) return happened(state, input, now);
    return input.type === 'DeadlineReached' ? checked(state, `refund-${input.data.dueAt}`, now) : {};
  },
  isDone: ({ done }) => done,
  timeLimitMs: everyMs * (timesMax + 1),
});
