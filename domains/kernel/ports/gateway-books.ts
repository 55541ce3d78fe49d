import type { GatewayRefund } from './payment-gateway.ts';

/**
 * One line of what the gateway paid out (`credit`), or took back (`debit`), with a settlement. Paise; the tax is inside the
 * fee, and the fee is taken off a credit and is part of a debit.
 */
export interface GatewaySettledItem {
  /** Of the payment, refund, transfer or adjustment. */
  readonly id: string;
  readonly kind: string;
  readonly amount: number;
  readonly credit: number;
  readonly debit: number;
  readonly fee: number;
  readonly tax: number;
  readonly currency: string;
  readonly settlementId: string | null;
  /** The bank's number of the transfer. */
  readonly utr: string | null;
  /** The payment that a refund or transfer belongs to. */
  readonly paymentId: string | null;
  readonly settledAt: string;
}

/** The gateway's own books, against which ours are compared day by day. Throws `PaymentGatewayError`. */
export interface GatewayBooks {
  /** One page of the refunds created in [since, until]; pass `nextSkip` back until it is null. */
  listRefundsBetween(range: {
    readonly since: string;
    readonly until: string;
    readonly skip: number;
  }): Promise<{ readonly refunds: readonly GatewayRefund[]; readonly nextSkip: number | null }>;
  /** One page of what was settled on a day in India (`2026-01-31`), until `nextSkip` is null. */
  listSettledOn(
    day: string,
    skip: number,
  ): Promise<{ readonly items: readonly GatewaySettledItem[]; readonly nextSkip: number | null }>;
}
