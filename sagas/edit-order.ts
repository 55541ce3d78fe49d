import type { EarningCommand } from '../domains/earning/commands.ts';
import type { InventoryCommand } from '../domains/inventory/commands.ts';
import { instantAfter } from '../domains/kernel/calendar.ts';
import { derivedId } from '../domains/kernel/derived-id.ts';
import { defineSaga, type SagaCommand, type SagaReply, type Step } from '../domains/kernel/saga.ts';
import type { OrderCommand } from '../domains/order/commands.ts';
import type { OrderEvent } from '../domains/order/events.ts';
import type { PaymentCommand } from '../domains/payment/commands.ts';
import type { PaymentEvent } from '../domains/payment/events.ts';
import { paymentPolicy } from '../domains/policy/payment.ts';
import { RefundId, type Instant } from '../event-schemas/primitives.ts';
import { bookingOf, products, promisedBy, stock, type Requested } from './edit-holds.ts';
import { keepBonuses, releaseBonuses } from './place-order-bonuses.ts';
import { EXPIRY, paymentDeadlines } from './place-order-state.ts';

type Input =
  | Extract<OrderEvent, { type: 'OrderEditRequested' }>
  | Extract<PaymentEvent, { type: 'PaymentCaptured' | 'PaymentRefused' }>;
type Command = EarningCommand | InventoryCommand | OrderCommand | PaymentCommand;
type Next = Step<State, Command>;
/** holding: stock is asked for; paying: the buyer pays the difference; applying: the order decides; done is final. */
type State = {
  readonly phase: 'new' | 'holding' | 'paying' | 'closing' | 'applying' | 'done';
  readonly edit: Requested | null;
  readonly held: readonly string[];
  readonly unanswered: number;
  readonly refused: string | null;
  readonly passed: readonly string[];
};
type Known = State & { readonly edit: Requested };

const TIME_LIMIT_MS = paymentPolicy.paymentWindowMs.value + paymentPolicy.holdGraceMs.value + 3_600_000;
/** What has to be there before the change is paid and applied. */
const HOLDS: readonly string[] = ['HoldStock', 'KeepBonus'];
const initial: State = { phase: 'new', edit: null, held: [], unanswered: 0, refused: null, passed: [] };

const drop = (state: Known, reason: string): Next => ({
  state: { ...state, phase: 'done' },
  send: [
    ...stock('ReleaseStock', state.edit, state.held),
    ...releaseBonuses(promisedBy(state.edit), state.held),
    { type: 'DropOrderEdit', data: { orderId: state.edit.orderId, editId: state.edit.editId, reason } },
  ],
});

const apply = (state: Known): Next => ({
  state: { ...state, phase: 'applying' },
  send: [{ type: 'ApplyOrderEdit', data: { orderId: state.edit.orderId, editId: state.edit.editId } }],
});

/** The stock is there: ask for the difference, or go on when there is none. */
const proceed = (state: Known): Next => {
  const { orderId, userId, editId, editPaymentId: paymentId, duePaise: amountPaise, expiresAt } = state.edit;
  if (state.refused !== null) return drop(state, state.refused);
  if (amountPaise === 0) return apply(state);
  const data = { paymentId, orderId, userId, method: 'PREPAID', amountPaise, expiresAt, editId } as const;
  return { state: { ...state, phase: 'paying' }, send: [{ type: 'RequestPayment', data }] };
};

const begin = (edit: Requested, now: Instant): Next => {
  const expiresAt = instantAfter(edit.expiresAt, paymentPolicy.holdGraceMs.value);
  const holds = products(edit).map(([productId, lines]): SagaCommand<Command> => ({
    type: 'HoldStock',
    key: productId,
    data: { productId, orderId: bookingOf(edit), forOrderId: edit.orderId, lines, expiresAt },
  }));
  const send = [...holds, ...keepBonuses(promisedBy(edit))];
  const state: Known = { ...initial, phase: 'holding', edit, unanswered: send.length };
  const checks = edit.duePaise === 0 ? [] : paymentDeadlines(edit, now);
  const deadlines = [...checks, { name: EXPIRY, dueAt: edit.expiresAt }];
  if (send.length > 0) return { state, send, deadlines };
  return edit.duePaise === 0 ? proceed(state) : { ...proceed(state), deadlines };
};

const heldOrNot = (state: Known, reply: Exclude<SagaReply, { type: 'DeadlineReached' }>): Next => {
  const granted = reply.type === 'CommandAccepted';
  const next: Known = {
    ...state,
    held: granted ? [...state.held, reply.data.key] : state.held,
    refused: granted ? state.refused : (state.refused ?? reply.data.rejected),
    unanswered: state.unanswered - 1,
  };
  return next.unanswered > 0 ? { state: next } : proceed(next);
};

/** The order has moved on, so the edit's money and stock go back; otherwise what was held is taken. */
const decided = (state: Known, reply: Exclude<SagaReply, { type: 'DeadlineReached' }>): Next => {
  const { edit, held } = state;
  if (reply.type === 'CommandAccepted')
    return { state: { ...state, phase: 'done' }, send: stock('CommitStock', edit, held) };
  const dropped = drop(state, reply.data.rejected);
  if (edit.duePaise === 0) return dropped;
  const refundId = RefundId.parse(derivedId('refund', edit.orderId, edit.editId, 'not applied'));
  const data = { paymentId: edit.editPaymentId, refundId, amountPaise: edit.duePaise, reason: 'order not changed' };
  return { ...dropped, send: [...(dropped.send ?? []), { type: 'RequestRefund', data }] };
};

/** Held stock that is gone after all: the lines that joined are cancelled, and their money goes back. */
const lost = ({ edit }: Known): Next => ({
  send: [
    {
      type: 'CancelOrder',
      data: {
        orderId: edit.orderId,
        cancellationId: derivedId('cancellation', edit.editId, 'hold lost'),
        lineIds: edit.added.map(({ lineId }) => lineId),
        reason: 'holdLost',
        by: 'system',
      },
    },
  ],
});

const closed = (state: Known, reply: Exclude<SagaReply, { type: 'DeadlineReached' }>): Next => {
  if (reply.data.command !== 'ClosePayment') return {};
  // When it was captured before it could be closed, that event is on its way.
  return reply.type === 'CommandAccepted' ? drop(state, 'unpaid') : {};
};

const answered = (state: Known, reply: Exclude<SagaReply, { type: 'DeadlineReached' }>): Next => {
  switch (state.phase) {
    case 'holding':
      return HOLDS.includes(reply.data.command) ? heldOrNot(state, reply) : {};
    case 'paying':
      return reply.type === 'CommandRejected' && reply.data.command === 'RequestPayment'
        ? drop(state, reply.data.rejected)
        : {};
    case 'closing':
      return closed(state, reply);
    case 'applying':
      return reply.data.command === 'ApplyOrderEdit' ? decided(state, reply) : {};
    case 'done':
      return reply.type === 'CommandRejected' && reply.data.command === 'CommitStock' ? lost(state) : {};
    case 'new':
      return {};
  }
};

const deadline = (before: Known, name: string): Next => {
  const state: Known = { ...before, passed: [...before.passed, name] };
  const { editPaymentId: paymentId } = state.edit;
  if (name !== EXPIRY)
    return state.phase === 'paying'
      ? { state, send: [{ type: 'RequestReconciliation', data: { paymentId, check: name } }] }
      : { state };
  if (state.phase === 'holding') return { state: { ...state, refused: state.refused ?? 'unpaid' } };
  if (state.phase !== 'paying') return { state };
  return {
    state: { ...state, phase: 'closing' },
    send: [{ type: 'ClosePayment', data: { paymentId, reason: 'unpaid' } }],
  };
};

const paid = (state: Known, type: 'PaymentCaptured' | 'PaymentRefused'): Next => {
  if (state.phase !== 'paying' && state.phase !== 'closing') return {};
  return type === 'PaymentCaptured' ? apply(state) : drop(state, 'PaymentRefused');
};

const isKnown = (state: State): state is Known => state.edit !== null;
const step = (state: State, input: Input | SagaReply, now: Instant): Next => {
  if (input.type === 'OrderEditRequested') return isKnown(state) ? {} : begin(input.data, now);
  if (!isKnown(state)) return {};
  switch (input.type) {
    case 'CommandAccepted':
    case 'CommandRejected':
      return answered(state, input);
    case 'DeadlineReached':
      return deadline(state, input.data.name);
    default:
      return paid(state, input.type);
  }
};

/**
 * Changes what an order has before it is shipped: the stock of what joins is held with its promised coins, the difference is paid, and then the
 * order's own stream decides whether it is not too late. What leaves the order is given back by the refund process. Paying an
 * order on delivery before it comes is such a change too, in which nothing joins and nothing leaves.
 */
export const editOrder = defineSaga<State, Input, Command>({
  name: 'editOrder',
  handles: ['OrderEditRequested', 'PaymentCaptured', 'PaymentRefused'],
  instanceOf: ({ data }) => data.editId,
  initial,
  step,
  isDone: ({ phase }) => phase === 'done',
  timeLimitMs: TIME_LIMIT_MS,
});
