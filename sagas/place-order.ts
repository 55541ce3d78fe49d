import type { Instant } from '../event-schemas/primitives.ts';
import {
  defineSaga,
  type CommandAccepted,
  type CommandRejected,
  type DeadlineReached,
  type SagaReply,
  type Step,
} from '../domains/kernel/saga.ts';
import type { OrderEvent } from '../domains/order/events.ts';
import type { PaymentEvent } from '../domains/payment/events.ts';
import { paymentPolicy } from '../domains/policy/payment.ts';
import {
  cancelConfirmed,
  closePayment,
  commitAll,
  holdAll,
  refundAll,
  releaseHeld,
  requestPayment,
  restoreTaken,
  type PlaceOrderCommand,
} from './place-order-messages.ts';
import {
  duePaise,
  EXPIRY,
  factsOf,
  newPlaceOrder,
  paymentDeadlines,
  type OrderFacts,
  type PlaceOrderState,
  type Stop,
} from './place-order-state.ts';

type Input =
  | Extract<OrderEvent, { type: 'OrderPlaced' | 'OrderCancelled' }>
  | Extract<PaymentEvent, { type: 'PaymentCaptured' | 'PaymentRefused' }>;
type State = PlaceOrderState;
type Next = Step<State, PlaceOrderCommand>;
type Known = State & { readonly order: OrderFacts };

const NOTHING: Next = {};
/** The window to pay, the holds' grace, and an hour for providers that do not answer. */
const TIME_LIMIT_MS = paymentPolicy.paymentWindowMs.value + paymentPolicy.holdGraceMs.value + 3_600_000;

const end = (state: Known, stop: Stop): Next => ({
  state: { ...state, phase: 'ended', stop },
  send: releaseHeld(state.order, state.held, stop),
});

/** Every hold was answered: ask for the money, take what needs no payment first, or give everything back. */
const holdsAnswered = (state: Known, now: Instant): Next => {
  const { order, stop } = state;
  if (stop !== null) return end(state, stop);
  if (duePaise(order) === 0) return { state: { ...state, phase: 'confirmed' }, send: commitAll(order) };
  if (order.paymentMethod === 'COD')
    return { state: { ...state, phase: 'confirmed' }, send: [...commitAll(order), requestPayment(order)] };
  return {
    state: { ...state, phase: 'paying' },
    send: [requestPayment(order)],
    deadlines: paymentDeadlines(order, now),
  };
};

const holdAnswered = (state: Known, reply: CommandAccepted | CommandRejected, now: Instant): Next => {
  const { key } = reply.data;
  if (!state.waiting.includes(key)) return NOTHING;
  const refused: Stop | null =
    reply.type === 'CommandRejected' ? { why: 'rejected', reason: reply.data.rejected } : null;
  const next: Known = {
    ...state,
    waiting: state.waiting.filter((other) => other !== key),
    held: refused === null ? [...state.held, key] : state.held,
    stop: state.stop ?? refused,
  };
  return next.waiting.length > 0 ? { state: next } : holdsAnswered(next, now);
};

/** After the order was confirmed, nothing may be refused; if it is, the order does not stand. */
const commitAnswered = (state: Known, reply: CommandAccepted | CommandRejected, now: Instant): Next => {
  if (reply.type === 'CommandAccepted' || reply.data.command === 'CheckOutCart') return NOTHING;
  const stop: Stop = { why: 'cancelled', reason: reply.data.rejected };
  const ended: State = { ...state, phase: 'ended', stop };
  return reply.data.command === 'ConfirmOrder'
    ? { state: ended, send: restoreTaken(state.order, now) }
    : { state: ended, send: [cancelConfirmed(state.order)] };
};

const closeAnswered = (state: Known, reply: CommandAccepted | CommandRejected): Next => {
  if (reply.data.command !== 'ClosePayment') return NOTHING;
  const paid = reply.type === 'CommandRejected' && reply.data.rejected === 'PaymentAlreadyCaptured';
  // When it was captured before it could be closed, that event is on its way, and the order is confirmed by it.
  if (state.phase === 'closing') return paid ? NOTHING : end(state, { why: 'expired', reason: 'unpaid' });
  return paid ? { send: [refundAll(state.order)] } : NOTHING;
};

const answered = (state: Known, reply: CommandAccepted | CommandRejected, now: Instant): Next => {
  switch (state.phase) {
    case 'holding':
      return holdAnswered(state, reply, now);
    case 'confirmed':
      return commitAnswered(state, reply, now);
    case 'paying':
      if (reply.type === 'CommandAccepted' || reply.data.command !== 'RequestPayment') return NOTHING;
      return end(state, { why: 'rejected', reason: reply.data.rejected });
    case 'closing':
    case 'ended':
      return closeAnswered(state, reply);
    case 'new':
      return NOTHING;
  }
};

/** A deadline always leaves a trace in the state, since one that changes nothing would be delivered again. */
const deadline = (before: Known, { data }: DeadlineReached): Next => {
  const state: Known = { ...before, passed: [...before.passed, data.name] };
  const { order } = state;
  if (data.name !== EXPIRY)
    return state.phase === 'paying'
      ? { state, send: [{ type: 'RequestReconciliation', data: { paymentId: order.paymentId, check: data.name } }] }
      : { state };
  if (state.phase === 'holding')
    return { state: { ...state, stop: state.stop ?? { why: 'expired', reason: 'unpaid' } } };
  return state.phase === 'paying'
    ? { state: { ...state, phase: 'closing' }, send: [closePayment(order, 'unpaid')] }
    : { state };
};

const cancelled = (state: Known): Next => {
  const stop: Stop = { why: 'cancelled', reason: 'cancelled' };
  if (state.phase === 'holding') return { state: { ...state, stop: state.stop ?? stop } };
  if (state.phase !== 'paying' && state.phase !== 'closing') return NOTHING;
  const { send = [], ...ended } = end(state, stop);
  return { ...ended, send: [closePayment(state.order, 'cancelled'), ...send] };
};

const happened = (state: Known, input: Input): Next => {
  switch (input.type) {
    case 'PaymentCaptured':
      if (state.phase === 'ended') return { state, send: [refundAll(state.order)] };
      if (state.phase !== 'paying' && state.phase !== 'closing') return NOTHING;
      return { state: { ...state, phase: 'confirmed' }, send: commitAll(state.order) };
    case 'PaymentRefused':
      return state.phase === 'paying' ? end(state, { why: 'rejected', reason: 'PaymentRefused' }) : NOTHING;
    case 'OrderCancelled':
      return input.data.wasConfirmed ? NOTHING : cancelled(state);
    case 'OrderPlaced':
      return NOTHING;
  }
};

const begin = (input: Input | SagaReply): Next => {
  if (input.type !== 'OrderPlaced') return NOTHING;
  const order = factsOf(input.data);
  const send = holdAll(order);
  const state: State = { ...newPlaceOrder, phase: 'holding', order, waiting: send.map(({ key, type }) => key ?? type) };
  return { state, send, deadlines: [{ name: EXPIRY, dueAt: order.expiresAt }] };
};

const isKnown = (state: State): state is Known => state.order !== null;

/**
 * One purchase over the streams of stock, coupon, coins, store credit, payment, cart and order. Stock, coupon, coins and store
 * credit are held before the buyer pays the rest; then all of it is taken, or all of it is given back. The order's stream decides who was first: confirmation or
 * cancellation; the payment's decides between capture and expiry.
 */
export const placeOrder = defineSaga<State, Input, PlaceOrderCommand>({
  name: 'placeOrder',
  handles: ['OrderPlaced', 'OrderCancelled', 'PaymentCaptured', 'PaymentRefused'],
  // The payment of a later change belongs to the process of that change.
  instanceOf: ({ data }) => ('editId' in data && data.editId !== undefined ? undefined : data.orderId),
  initial: newPlaceOrder,
  step: (state, input, now) => {
    if (!isKnown(state)) return begin(input);
    switch (input.type) {
      case 'CommandAccepted':
      case 'CommandRejected':
        return answered(state, input, now);
      case 'DeadlineReached':
        return deadline(state, input);
      default:
        return happened(state, input);
    }
  },
  isDone: ({ phase }) => phase === 'confirmed' || phase === 'ended',
  timeLimitMs: TIME_LIMIT_MS,
});
