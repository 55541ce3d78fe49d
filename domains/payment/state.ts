import type { OrderId, PaymentId, RefundId, UserId } from '../../event-schemas/primitives.ts';
import type { PaymentEvent, PaymentMethod } from './events.ts';

export type Capture = { readonly gatewayPaymentId: string; readonly amountPaise: number; readonly surplus: boolean };
export type Refund = {
  readonly refundId: RefundId;
  readonly amountPaise: number;
  readonly reason: string;
  readonly channel: 'gateway' | 'manual' | 'reduction';
  readonly gatewayPaymentId: string | undefined;
  readonly gatewayRefundId: string | undefined;
  readonly status: 'requested' | 'pending' | 'processed' | 'failed';
  readonly attempt: number;
  /** What the gateway called the tries that failed. */
  readonly failedIds: readonly string[];
};
/** Refunds of the gateway carry its own number; refusals and refunds by hand do not. */
export const GATEWAY_REFUND = /^rfnd_/;
export type Dispute = {
  readonly disputeId: string;
  readonly status: string;
  readonly amountPaise: number;
  /** When the gateway said so; unknown of what was stored before it was kept. */
  readonly reportedAt: string | undefined;
};

/** requested → open → captured | expired | refused for the gateway; due → collected → remitted for cash. */
export type PaymentStatus =
  'requested' | 'open' | 'captured' | 'expired' | 'refused' | 'due' | 'collected' | 'remitted';

export type Payment = {
  readonly paymentId: PaymentId;
  readonly orderId: OrderId;
  readonly userId: UserId;
  readonly method: PaymentMethod;
  readonly amountPaise: number;
  readonly expiresAt: string;
  /** The change of the order that is paid for, when it is not the order as it was placed. */
  readonly editId?: string | undefined;
  readonly status: PaymentStatus;
  readonly gatewayOrderId: string | undefined;
  readonly authorizedId: string | undefined;
  readonly instrument: string | undefined;
  readonly capturedAt: string | undefined;
  readonly captures: readonly Capture[];
  /** Failed attempts, oldest first. */
  readonly failures: readonly { readonly gatewayPaymentId: string; readonly code: string }[];
  readonly refunds: readonly Refund[];
  readonly disputes: readonly Dispute[];
  readonly checks: readonly string[];
};
/** Undefined before the payment was requested. */
export type PaymentState = Payment | undefined;

const newPayment = (data: Extract<PaymentEvent, { type: 'PaymentRequested' }>['data']): Payment => ({
  ...data,
  status: data.method === 'COD' ? 'due' : 'requested',
  gatewayOrderId: undefined,
  authorizedId: undefined,
  instrument: undefined,
  capturedAt: undefined,
  captures: [],
  failures: [],
  refunds: [],
  disputes: [],
  checks: [],
});

const withRefund = (state: Payment, refundId: string, change: Partial<Refund>): Payment => ({
  ...state,
  refunds: state.refunds.map((refund) => (refund.refundId === refundId ? { ...refund, ...change } : refund)),
});

type RefundFact = Extract<
  PaymentEvent,
  { type: 'RefundRequested' | 'RefundAccepted' | 'RefundProcessed' | 'RefundFailed' | 'CashDueReduced' }
>;
const evolveRefund = (state: Payment, { type, data }: RefundFact): Payment => {
  switch (type) {
    case 'RefundRequested': {
      const { refundId, amountPaise, reason, channel, gatewayPaymentId, attempt } = data;
      const way = { status: 'requested', channel, gatewayPaymentId, attempt, gatewayRefundId: undefined } as const;
      if (attempt > 1) return withRefund(state, refundId, way);
      return { ...state, refunds: [...state.refunds, { refundId, amountPaise, reason, ...way, failedIds: [] }] };
    }
    case 'RefundAccepted':
      return withRefund(state, data.refundId, { status: 'pending', gatewayRefundId: data.gatewayRefundId });
    case 'RefundProcessed': {
      // The gateway's report may overtake the answer that accepts the refund, and is then the only one to name it.
      const { channel, gatewayRefundId } = state.refunds.find(({ refundId }) => refundId === data.refundId)!;
      const named = channel === 'gateway' ? data.reference : gatewayRefundId;
      return withRefund(state, data.refundId, { status: 'processed', gatewayRefundId: named });
    }
    case 'RefundFailed': {
      const { gatewayRefundId, failedIds } = state.refunds.find(({ refundId }) => refundId === data.refundId)!;
      // A report that overtook the answer names the try itself; a refusal has no name, only a code that may come again.
      const named = gatewayRefundId ?? (GATEWAY_REFUND.test(data.reason) ? data.reason : undefined);
      const known = named === undefined ? failedIds : [...failedIds, named];
      return withRefund(state, data.refundId, { status: 'failed', failedIds: known });
    }
    case 'CashDueReduced': {
      const reduced: Refund = {
        refundId: data.refundId,
        amountPaise: data.amountPaise,
        reason: 'reduced before delivery',
        channel: 'reduction',
        gatewayPaymentId: undefined,
        gatewayRefundId: undefined,
        status: 'processed',
        attempt: 1,
        failedIds: [],
      };
      return { ...state, refunds: [...state.refunds, reduced] };
    }
  }
};

/** An attempt that was captured after all did not fail, whichever was told first. */
const withCapture = (state: Payment, capture: Capture): Payment => ({
  ...state,
  captures: [...state.captures, capture],
  failures: state.failures.filter(({ gatewayPaymentId }) => gatewayPaymentId !== capture.gatewayPaymentId),
});

/** Folds one event; a stream that does not begin with `PaymentRequested` is corrupt. */
export const evolvePayment = (state: PaymentState, event: PaymentEvent): PaymentState => {
  const { type, data } = event;
  if (type === 'PaymentRequested') return newPayment(data);
  if (state === undefined) throw new Error(`a payment stream begins with ${type}`);
  switch (type) {
    case 'GatewayOrderOpened':
      // A payment that expired while the gateway was asked stays closed.
      return {
        ...state,
        status: state.status === 'requested' ? 'open' : state.status,
        gatewayOrderId: data.gatewayOrderId,
      };
    case 'PaymentRefused':
      return { ...state, status: 'refused' };
    case 'PaymentAuthorized':
      return { ...state, authorizedId: data.gatewayPaymentId };
    case 'PaymentCaptured': {
      const { gatewayPaymentId, amountPaise, method, capturedAt } = data;
      const next = withCapture(state, { gatewayPaymentId, amountPaise, surplus: false });
      return { ...next, status: 'captured', instrument: method, capturedAt };
    }
    case 'SurplusPaymentCaptured': {
      const { gatewayPaymentId, amountPaise } = data;
      return withCapture(state, { gatewayPaymentId, amountPaise, surplus: true });
    }
    case 'PaymentFailed': {
      const { gatewayPaymentId, code } = data;
      return { ...state, failures: [...state.failures, { gatewayPaymentId, code }] };
    }
    case 'PaymentExpired':
      return { ...state, status: 'expired' };
    case 'PaymentReconciliationRequested':
      return { ...state, checks: [...state.checks, data.check] };
    case 'PaymentDisputed': {
      const { disputeId, status, amountPaise, reportedAt } = data;
      const others = state.disputes.filter((dispute) => dispute.disputeId !== disputeId);
      return { ...state, disputes: [...others, { disputeId, status, amountPaise, reportedAt }] };
    }
    case 'CashCollected':
      return { ...state, status: 'collected' };
    case 'CashRemitted':
      return { ...state, status: 'remitted' };
    default:
      return evolveRefund(state, event);
  }
};

const counts = ({ status }: Refund): boolean => status !== 'failed';
const sum = (refunds: readonly Refund[]): number => refunds.reduce((total, { amountPaise }) => total + amountPaise, 0);

/** What is given back, or on its way, of one capture; of cash when no capture is named. */
export const refundedPaise = (state: Payment, gatewayPaymentId?: string): number =>
  sum(state.refunds.filter((refund) => counts(refund) && refund.gatewayPaymentId === gatewayPaymentId));

export const keptCapture = (state: Payment): Capture | undefined => state.captures.find(({ surplus }) => !surplus);

/** What of a captured payment has gone back by a lost dispute and was counted as a refund: these name no capture. */
export const settledByDisputePaise = (state: Payment): number => (state.method === 'COD' ? 0 : refundedPaise(state));

/** What can still be given back, in paise. */
export const refundablePaise = (state: Payment): number => {
  if (state.method === 'COD') return state.amountPaise - refundedPaise(state);
  const capture = keptCapture(state);
  if (capture === undefined) return 0;
  return capture.amountPaise - refundedPaise(state, capture.gatewayPaymentId) - settledByDisputePaise(state);
};

/** Cash that the courier has to collect. */
export const cashDuePaise = (state: Payment): number =>
  state.amountPaise - sum(state.refunds.filter(({ channel }) => channel === 'reduction'));
