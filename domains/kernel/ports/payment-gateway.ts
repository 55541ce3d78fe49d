/**
 * What the payment domain needs of a payment gateway. Money is integer paise of the stated currency; instants are
 * ISO-8601 UTC with milliseconds. Every method throws `PaymentGatewayError` and nothing else on a foreseen failure.
 */

import type { GatewayBooks } from './gateway-books.ts';
import type { GatewayToken, GatewayVault } from './gateway-vault.ts';

/** An order at the gateway: the frame in which one customer may try to pay one amount, several times if need be. */
export interface GatewayOrder {
  readonly id: string;
  readonly receipt: string | null;
  readonly amount: number;
  readonly amountPaid: number;
  readonly amountDue: number;
  readonly currency: string;
  /** `paid` is final, even when the money is refunded later. */
  readonly status: 'created' | 'attempted' | 'paid';
  readonly attempts: number;
  readonly createdAt: string;
}

export interface GatewayPayment {
  readonly id: string;
  /** The gateway's order id; null for a payment that was made without an order. */
  readonly orderId: string | null;
  readonly amount: number;
  readonly currency: string;
  /** `failed` is not final: a late answer of the bank can turn it into `authorized`. */
  readonly status: 'created' | 'authorized' | 'captured' | 'refunded' | 'failed';
  readonly method: string | null;
  readonly amountRefunded: number;
  readonly refundStatus: 'partial' | 'full' | null;
  /** What the gateway keeps, in paise, tax included; null until captured. */
  readonly fee: number | null;
  readonly tax: number | null;
  readonly failure: {
    readonly code: string;
    readonly description: string | null;
    readonly reason: string | null;
  } | null;
  readonly createdAt: string;
}

export interface GatewayRefund {
  readonly id: string;
  readonly paymentId: string;
  readonly amount: number;
  readonly currency: string;
  readonly receipt: string | null;
  readonly status: 'pending' | 'processed' | 'failed';
  readonly speedRequested: string | null;
  readonly speedProcessed: string | null;
  readonly createdAt: string;
}

export interface GatewayDispute {
  readonly id: string;
  readonly paymentId: string;
  readonly amount: number;
  readonly status: string;
  readonly reasonCode: string | null;
}

export interface GatewayDowntime {
  readonly id: string;
  readonly method: string;
  readonly status: string;
  readonly severity: string | null;
}

type ReportedFact =
  | { readonly kind: 'payment.authorized' | 'payment.captured' | 'payment.failed'; readonly payment: GatewayPayment }
  | { readonly kind: 'order.paid'; readonly order: GatewayOrder; readonly payment: GatewayPayment }
  | {
      readonly kind: 'refund.created' | 'refund.processed' | 'refund.failed' | 'refund.speed_changed';
      readonly refund: GatewayRefund;
      readonly payment: GatewayPayment | null;
    }
  | { readonly kind: 'dispute'; readonly dispute: GatewayDispute; readonly payment: GatewayPayment | null }
  | { readonly kind: 'downtime'; readonly downtime: GatewayDowntime }
  | { readonly kind: 'token'; readonly token: GatewayToken }
  | { readonly kind: 'unknown' };

/**
 * One thing the gateway told us by webhook. It is a snapshot of the past: reports arrive late, twice and out of order,
 * so whoever needs the present state fetches it. `eventId` is the same in every delivery of one report.
 */
export type GatewayReport = ReportedFact & {
  readonly eventId: string;
  /** The gateway's own name of the event, such as `payment.dispute.created`. */
  readonly event: string;
  readonly reportedAt: string;
};

/**
 * Why a call failed, as far as a caller must tell the cases apart.
 * - `refused`: the gateway answered and said no; asking again changes nothing.
 * - `unavailable`: no usable answer. With effect `none` the gateway did nothing; with `unknown` it may have done it, so
 *   look before asking for something else. Repeating the same call with the same keys is always safe.
 * - `malformed`: bytes that do not follow the gateway's contract; `path` names the first offending field.
 */
export type GatewayFailure =
  | {
      readonly code: 'refused';
      readonly httpStatus: number;
      readonly vendorCode: string;
      readonly description: string;
      readonly field: string | null;
      readonly reason: string | null;
    }
  | {
      readonly code: 'unavailable';
      readonly cause: 'network' | 'timeout' | 'server' | 'rateLimited' | 'inProgress' | 'circuitOpen';
      readonly effect: 'none' | 'unknown';
      /** How long the gateway asked us to wait; null when it said nothing. */
      readonly retryAfterMs: number | null;
    }
  | { readonly code: 'malformed'; readonly path: string; readonly description: string };

/** The only error a gateway throws for a foreseen failure; `failure.code` decides what to do next. */
export class PaymentGatewayError extends Error {
  override readonly name = 'PaymentGatewayError';
  readonly failure: GatewayFailure;
  constructor(message: string, failure: GatewayFailure) {
    super(message);
    this.failure = failure;
  }
}

export interface PaymentGateway extends GatewayBooks, GatewayVault {
  /**
   * Opens an order over `amount` paise (INR, 100 at least). `receipt` (1 to 40 characters, our id of the attempt) makes
   * the call repeatable: the order that already has this receipt and amount is answered instead of a second one. Set
   * `lookFirst` when an earlier call with this receipt may have reached the gateway (a redelivery after a crash): the
   * gateway knows no idempotency key for orders, so it is asked for the receipt before anything is created.
   */
  createOrder(request: {
    readonly receipt: string;
    readonly amount: number;
    readonly notes: Readonly<Record<string, string>>;
    readonly lookFirst?: boolean;
  }): Promise<GatewayOrder>;
  /** The oldest order with this receipt, or null. */
  findOrderByReceipt(receipt: string): Promise<GatewayOrder | null>;
  fetchPayment(paymentId: string): Promise<GatewayPayment>;
  /** Every attempt to pay this order, failed ones included. */
  listPaymentsOfOrder(gatewayOrderId: string): Promise<readonly GatewayPayment[]>;
  /** Takes an authorized payment in full; a payment that is captured already is answered as it is. */
  capturePayment(paymentId: string, amount: number): Promise<GatewayPayment>;
  /**
   * Gives back `amount` paise. `idempotencyKey` (10 or more of A-Z a-z 0-9 _ -) makes the call repeatable: the same key
   * and content answer the same refund, the same key with other content is refused.
   */
  createRefund(request: {
    readonly paymentId: string;
    readonly amount: number;
    readonly idempotencyKey: string;
    readonly receipt: string;
    readonly notes: Readonly<Record<string, string>>;
  }): Promise<GatewayRefund>;
  fetchRefund(refundId: string): Promise<GatewayRefund>;
  listRefundsOfPayment(paymentId: string): Promise<readonly GatewayRefund[]>;
  /**
   * One page of the payments created in [since, until], for reconciliation. Pass `nextSkip` back until it is null; keep
   * `until` in the past and fixed, or pages shift while new payments arrive.
   */
  listPaymentsBetween(range: {
    readonly since: string;
    readonly until: string;
    readonly skip: number;
  }): Promise<{ readonly payments: readonly GatewayPayment[]; readonly nextSkip: number | null }>;
  /**
   * Whether the customer's app holds the gateway's signature over this pair. Pass our stored order id, never the one the
   * client sent. It proves origin, not the amount: fetch the payment and compare amount, currency, order and status.
   */
  verifyCheckoutSignature(proof: {
    readonly gatewayOrderId: string;
    readonly paymentId: string;
    readonly signature: string;
  }): boolean;
  /** Whether the raw bytes of a webhook are signed with one of the live webhook secrets. */
  verifyWebhookSignature(rawBody: Uint8Array, signature: string): boolean;
  /** Reads a webhook whose signature was verified; throws `malformed` when it does not follow the contract. */
  readWebhook(rawBody: Uint8Array, eventId: string): GatewayReport;
}
