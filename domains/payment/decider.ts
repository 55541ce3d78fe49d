import { RefundId } from '../../event-schemas/primitives.ts';
import { derivedId } from '../kernel/derived-id.ts';
import { reject, type Decider, type Decision } from '../kernel/decider.ts';
import type { PaymentCommand } from './commands.ts';
import { isNewer } from './disputes.ts';
import type { PaymentEvent } from './events.ts';
import type { PaymentRejection } from './rejections.ts';
import { decideRefund, type RefundCommand } from './refunds.ts';
import { cashDuePaise, evolvePayment, keptCapture, type Payment, type PaymentState } from './state.ts';

type Decided = Decision<PaymentEvent, PaymentRejection>;
type CommandData<T extends PaymentCommand['type']> = Extract<PaymentCommand, { type: T }>['data'];

/** Attempts of one buyer on one payment that are written down; the gateway itself allows fewer. */
export const ATTEMPTS_MAX = 100;

const ids = ({ paymentId, orderId, userId }: Payment) => ({ paymentId, orderId, userId });

const editOf = ({ editId }: Payment): { editId?: string } => (editId === undefined ? {} : { editId });

const request = (data: CommandData<'RequestPayment'>, state: PaymentState): Decided => {
  if (state === undefined) return [{ type: 'PaymentRequested', data }];
  const same = state.orderId === data.orderId && state.amountPaise === data.amountPaise && state.method === data.method;
  return same ? [] : reject('PaymentIdTaken');
};

const openAtGateway = (data: CommandData<'RecordGatewayOrder'>, state: Payment): Decided => {
  const { gatewayOrderId, amountPaise } = data;
  if (state.gatewayOrderId !== undefined)
    return state.gatewayOrderId === gatewayOrderId ? [] : reject('GatewayOrderMismatch');
  if (state.method === 'COD') return reject('PaymentMethodMismatch');
  if (amountPaise !== state.amountPaise) return reject('PaymentAmountMismatch');
  // An expired payment still learns its order at the gateway, or a late capture of it would go unnoticed.
  if (state.status !== 'requested' && state.status !== 'expired') return reject('PaymentNotOpen');
  return [{ type: 'GatewayOrderOpened', data: { ...ids(state), gatewayOrderId, amountPaise } }];
};

const capture = (data: CommandData<'ReportCapture'>, state: Payment, now: string): Decided => {
  const { gatewayPaymentId, amountPaise, method } = data;
  if (state.captures.some((known) => known.gatewayPaymentId === gatewayPaymentId)) return [];
  if (state.gatewayOrderId === undefined || state.gatewayOrderId !== data.gatewayOrderId)
    return reject('GatewayOrderMismatch');
  if (state.captures.length >= ATTEMPTS_MAX) return reject('TooManyAttempts');
  const common = { ...ids(state), gatewayPaymentId, amountPaise, capturedAt: now };
  const exact = amountPaise === state.amountPaise && data.currency === 'INR';
  if (state.status === 'open' && exact) {
    const fee = data.gatewayFeePaise === undefined ? {} : { gatewayFeePaise: data.gatewayFeePaise };
    return [{ type: 'PaymentCaptured', data: { ...common, method, ...fee, ...editOf(state) } }];
  }
  const reason = keptCapture(state) !== undefined ? 'duplicate' : exact ? 'late' : 'amountMismatch';
  const refundId = RefundId.parse(derivedId('refund', state.paymentId, gatewayPaymentId));
  const refund = { refundId, amountPaise, reason, channel: 'gateway', gatewayPaymentId, attempt: 1 } as const;
  return [
    { type: 'SurplusPaymentCaptured', data: { ...common, reason } },
    { type: 'RefundRequested', data: { ...ids(state), ...refund } },
  ];
};

const close = ({ reason }: CommandData<'ClosePayment'>, state: Payment): Decided => {
  if (state.status === 'expired' || state.status === 'refused') return [];
  if (keptCapture(state) !== undefined) return reject('PaymentAlreadyCaptured');
  if (state.status === 'collected' || state.status === 'remitted') return reject('PaymentAlreadyCaptured');
  return [{ type: 'PaymentExpired', data: { ...ids(state), reason } }];
};

const cash = (command: Extract<PaymentCommand, { type: 'CollectCash' | 'RemitCash' }>, state: Payment): Decided => {
  if (state.method !== 'COD') return reject('PaymentMethodMismatch');
  const amountPaise = cashDuePaise(state);
  if (command.type === 'CollectCash') {
    if (state.status === 'collected' || state.status === 'remitted') return [];
    if (state.status !== 'due') return reject('PaymentNotOpen');
    if (command.data.amountPaise !== undefined && command.data.amountPaise !== amountPaise)
      return reject('PaymentAmountMismatch', `The cash due is ${amountPaise} paise.`);
    return [{ type: 'CashCollected', data: { ...ids(state), amountPaise, collectedBy: command.data.collectedBy } }];
  }
  if (state.status === 'remitted') return [];
  if (state.status !== 'collected') return reject('CashNotCollected');
  return [{ type: 'CashRemitted', data: { ...ids(state), amountPaise, remittanceId: command.data.remittanceId } }];
};

const report = (
  command: Extract<PaymentCommand, { type: 'ReportAuthorization' | 'ReportFailure' | 'ReportDispute' }>,
  state: Payment,
): Decided => {
  switch (command.type) {
    case 'ReportAuthorization': {
      const { gatewayPaymentId, amountPaise } = command.data;
      const known = state.authorizedId === gatewayPaymentId;
      // A closed payment is not captured, and the gateway gives an uncaptured one back by itself.
      if (known || state.status !== 'open' || amountPaise !== state.amountPaise) return [];
      return [{ type: 'PaymentAuthorized', data: { ...ids(state), gatewayPaymentId, amountPaise } }];
    }
    case 'ReportFailure': {
      const { gatewayPaymentId, code } = command.data;
      const captured = state.captures.some((known) => known.gatewayPaymentId === gatewayPaymentId);
      if (captured || state.failures.some((known) => known.gatewayPaymentId === gatewayPaymentId)) return [];
      if (state.failures.length >= ATTEMPTS_MAX) return reject('TooManyAttempts');
      return [{ type: 'PaymentFailed', data: { ...ids(state), gatewayPaymentId, code } }];
    }
    case 'ReportDispute': {
      const known = state.disputes.find(({ disputeId }) => disputeId === command.data.disputeId);
      if (known !== undefined && !isNewer(command.data, known)) return [];
      return [{ type: 'PaymentDisputed', data: { ...command.data, ...ids(state) } }];
    }
  }
};

export const paymentDecider: Decider<PaymentState, PaymentCommand, PaymentEvent, PaymentRejection> = {
  initial: undefined,
  evolve: evolvePayment,
  // eslint-disable-next-line complexity -- one line per command, and nothing else
  decide: (command, state, now) => {
    if (command.type === 'RequestPayment') return request(command.data, state);
    if (state === undefined) return reject('PaymentNotFound');
    switch (command.type) {
      case 'RecordGatewayOrder':
        return openAtGateway(command.data, state);
      case 'RefusePayment':
        if (state.status === 'refused' || state.status === 'expired') return [];
        if (state.status !== 'requested') return reject('PaymentNotOpen');
        return [{ type: 'PaymentRefused', data: { ...ids(state), reason: command.data.reason, ...editOf(state) } }];
      case 'ReportCapture':
        return capture(command.data, state, now);
      case 'ReportAuthorization':
      case 'ReportFailure':
      case 'ReportDispute':
        return report(command, state);
      case 'ClosePayment':
        return close(command.data, state);
      case 'RequestReconciliation': {
        const { gatewayOrderId } = state;
        if (gatewayOrderId === undefined || state.checks.includes(command.data.check)) return [];
        const data = { ...ids(state), gatewayOrderId, check: command.data.check };
        return [{ type: 'PaymentReconciliationRequested', data }];
      }
      case 'CollectCash':
      case 'RemitCash':
        return cash(command, state);
      default:
        return decideRefund(command satisfies RefundCommand, state);
    }
  },
};
