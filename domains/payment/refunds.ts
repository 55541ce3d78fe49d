import { reject, type Decision } from '../kernel/decider.ts';
import type { PaymentCommand } from './commands.ts';
import type { PaymentRejection } from './rejections.ts';
import type { PaymentEvent } from './events.ts';
import type { RefundId } from '../../event-schemas/primitives.ts';
import { lostDispute, lostPaise } from './disputes.ts';
import {
  keptCapture,
  refundablePaise,
  refundedPaise,
  settledByDisputePaise,
  type Capture,
  type Payment,
  type Refund,
} from './state.ts';

export type RefundCommand = Extract<
  PaymentCommand,
  { type: 'RequestRefund' | 'AcceptRefund' | 'ReportRefund' | 'RetryRefund' }
>;
type Decided = Decision<PaymentEvent, PaymentRejection>;

/** Refunds of one payment: more than its order can have lines and corrections. */
export const REFUNDS_MAX = 200;

const idsOf = ({ paymentId, orderId, userId }: Payment, refundId: RefundId) => ({
  paymentId,
  orderId,
  userId,
  refundId,
});

/** A refund as it is asked for the first time, or again after `attempt` tries that failed. */
type Asked = Extract<RefundCommand, { type: 'RequestRefund' }>['data'] & { readonly attempt?: number };

/** By the gateway out of a capture, by hand otherwise. */
const asked = (data: Asked, state: Payment, capture: Capture | undefined): PaymentEvent => {
  const { refundId, amountPaise, reason, attempt = 0 } = data;
  const common = { ...idsOf(state, refundId), amountPaise, reason, attempt: attempt + 1 };
  return {
    type: 'RefundRequested',
    data:
      capture === undefined
        ? { ...common, channel: 'manual' }
        : { ...common, channel: 'gateway', gatewayPaymentId: capture.gatewayPaymentId },
  };
};

/**
 * The buyer has got back already what a lost dispute took: a refund is counted against that first, or the shop would pay twice.
 * One that is larger than either part is refused, so that somebody asks for the parts.
 */
const afterLostDispute = (data: Asked, state: Payment, capture: Capture): Decided => {
  const { refundId, amountPaise } = data;
  const byDispute = lostPaise(state) - settledByDisputePaise(state);
  const byGateway = capture.amountPaise - lostPaise(state) - refundedPaise(state, capture.gatewayPaymentId);
  if (amountPaise <= byDispute) {
    const { disputeId: reference } = lostDispute(state)!;
    const done = { ...idsOf(state, refundId), amountPaise, reference, surplus: false };
    return [asked(data, state, undefined), { type: 'RefundProcessed', data: done }];
  }
  if (amountPaise <= byGateway) return [asked(data, state, capture)];
  const parts = `${Math.max(byDispute, 0)} paise of a lost dispute, or ${Math.max(byGateway, 0)} by the gateway`;
  return reject('RefundExceedsCapture', `At most ${parts} can be given back at once.`);
};

const request = (data: Asked, state: Payment): Decided => {
  const { refundId, amountPaise } = data;
  const known = state.refunds.find((refund) => refund.refundId === refundId);
  if (known !== undefined) return known.amountPaise === amountPaise ? [] : reject('RefundIdTaken');
  if (state.refunds.length >= REFUNDS_MAX) return reject('TooManyRefunds');
  const cash = state.method === 'COD';
  const capture = keptCapture(state);
  if (!cash && capture === undefined) return reject('PaymentNotCaptured');
  const left = refundablePaise(state);
  if (amountPaise > left) return reject('RefundExceedsCapture', `At most ${left} paise can be given back.`);
  const ids = idsOf(state, refundId);
  if (capture !== undefined && lostPaise(state) > 0) return afterLostDispute(data, state, capture);
  if (cash && state.status === 'due') return [{ type: 'CashDueReduced', data: { ...ids, amountPaise } }];
  if (cash && state.status !== 'collected' && state.status !== 'remitted') return reject('PaymentNotCaptured');
  return [asked(data, state, capture)];
};

const retry = (known: Refund, state: Payment): Decided => {
  const byDispute = known.status === 'processed' && known.channel === 'manual' && state.method !== 'COD';
  if (known.status === 'requested' || known.status === 'pending' || byDispute) return [];
  if (known.status !== 'failed') return reject('RefundNotFailed');
  const again = { ...known, paymentId: state.paymentId };
  const capture = state.captures.find(({ gatewayPaymentId }) => gatewayPaymentId === known.gatewayPaymentId);
  if (capture?.surplus === false && lostPaise(state) > 0) return afterLostDispute(again, state, capture);
  const total = capture?.amountPaise ?? state.amountPaise;
  if (refundedPaise(state, known.gatewayPaymentId) + known.amountPaise > total) return reject('RefundExceedsCapture');
  return [asked(again, state, capture)];
};

const isSurplus = (refund: Refund, state: Payment): boolean =>
  state.captures.some(({ surplus, gatewayPaymentId }) => surplus && gatewayPaymentId === refund.gatewayPaymentId);

/** Refunds: requested → pending → processed | failed, and their sum never exceeds what was captured. */
export const decideRefund = (command: RefundCommand, state: Payment): Decided => {
  if (command.type === 'RequestRefund') return request(command.data, state);
  const known = state.refunds.find(({ refundId }) => refundId === command.data.refundId);
  if (known === undefined) return reject('RefundNotFound');
  const ids = idsOf(state, known.refundId);
  switch (command.type) {
    case 'AcceptRefund': {
      const { gatewayRefundId, attempt } = command.data;
      if (known.status !== 'requested' || attempt !== known.attempt) return [];
      return [{ type: 'RefundAccepted', data: { ...ids, gatewayRefundId, attempt } }];
    }
    case 'ReportRefund': {
      const { status, reference } = command.data;
      const { amountPaise } = known;
      if (known.status === 'processed' || known.status === status) return [];
      // A late report about an earlier try says nothing about the one that is under way, which may not have a name yet.
      const other = known.gatewayRefundId !== undefined && known.gatewayRefundId !== reference;
      if (status === 'failed' && (other || known.failedIds.includes(reference))) return [];
      return status === 'processed'
        ? [{ type: 'RefundProcessed', data: { ...ids, amountPaise, reference, surplus: isSurplus(known, state) } }]
        : [{ type: 'RefundFailed', data: { ...ids, amountPaise, reason: reference } }];
    }
    case 'RetryRefund':
      return retry(known, state);
  }
};
