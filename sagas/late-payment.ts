import { instantAfter } from '../domains/kernel/calendar.ts';
import { defineSaga } from '../domains/kernel/saga.ts';
import type { PaymentCommand } from '../domains/payment/commands.ts';
import type { PaymentEvent } from '../domains/payment/events.ts';
import { paymentPolicy } from '../domains/policy/payment.ts';
import type { PaymentId } from '../event-schemas/primitives.ts';

type Input = Extract<PaymentEvent, { type: 'PaymentExpired' }>;
type State = { readonly paymentId: PaymentId | null; readonly passed: readonly string[] };

const CHECKS_MS = paymentPolicy.lateChecksMs.value;
const HOUR_MS = 3_600_000;

/**
 * Money that comes after a payment was closed goes back, so somebody has to notice it: a bank may answer days later, and the
 * gateway's report of it may get lost. The gateway is asked a few more times; what it then says is reported like any capture.
 */
export const latePayment = defineSaga<State, Input, PaymentCommand>({
  name: 'latePayment',
  handles: ['PaymentExpired'],
  instanceOf: ({ data }) => data.paymentId,
  initial: { paymentId: null, passed: [] },
  step: (state, input, now) => {
    if (input.type === 'PaymentExpired') {
      if (state.paymentId !== null) return {};
      const deadlines = CHECKS_MS.map((ms) => ({ name: `late-${ms}`, dueAt: instantAfter(now, ms) }));
      return { state: { ...state, paymentId: input.data.paymentId }, deadlines };
    }
    if (input.type !== 'DeadlineReached' || state.paymentId === null) return {};
    const check = input.data.name;
    return {
      state: { ...state, passed: [...state.passed, check] },
      send: [{ type: 'RequestReconciliation', data: { paymentId: state.paymentId, check } }],
    };
  },
  isDone: ({ passed }) => passed.length >= CHECKS_MS.length,
  timeLimitMs: Math.max(...CHECKS_MS) + HOUR_MS,
});
