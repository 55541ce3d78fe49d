import { z } from 'zod';
import {
  Id,
  Instant,
  OrderId,
  Paise,
  PaymentId,
  RefundId,
  UserId,
  type MessageOf,
} from '../../event-schemas/primitives.ts';

/** PREPAID goes through the gateway; COD is cash that the courier collects and remits. */
export const PaymentMethod = z.enum(['PREPAID', 'COD']);
export type PaymentMethod = z.infer<typeof PaymentMethod>;
/** Ids of the gateway, such as `pay_IH4NVgf4Dreq1l`. */
export const GatewayId = z.string().regex(/^[a-z]+_[A-Za-z0-9]{1,40}$/);
/** How the gateway was paid (card, upi, ...). It is the gateway's word, so the list is open. */
const Instrument = z.string().max(40);
const Reason = z.string().min(1).max(200);

const payment = { paymentId: PaymentId, orderId: OrderId, userId: UserId };
const refund = { ...payment, refundId: RefundId };

/** The change of the order that is paid for, when it is not the order as it was placed. */
const editId = Id.optional();
/** Why money came in that this payment cannot keep: it is given back at once. */
export const SurplusReason = z.enum(['late', 'duplicate', 'amountMismatch']);
/** Where a refund goes: back through the gateway, or by hand to the buyer's account when the payment was cash. */
export const RefundChannel = z.enum(['gateway', 'manual']);

export const paymentEvents = {
  PaymentRequested: z.object({ ...payment, method: PaymentMethod, amountPaise: Paise, expiresAt: Instant, editId }),
  GatewayOrderOpened: z.object({ ...payment, gatewayOrderId: GatewayId, amountPaise: Paise }),
  PaymentRefused: z.object({ ...payment, reason: Reason, editId }),
  PaymentAuthorized: z.object({ ...payment, gatewayPaymentId: GatewayId, amountPaise: Paise }),
  PaymentCaptured: z.object({
    ...payment,
    gatewayPaymentId: GatewayId,
    amountPaise: Paise,
    method: Instrument,
    gatewayFeePaise: Paise.optional(),
    editId,
    capturedAt: Instant,
  }),
  SurplusPaymentCaptured: z.object({
    ...payment,
    gatewayPaymentId: GatewayId,
    amountPaise: Paise,
    reason: SurplusReason,
    capturedAt: Instant,
  }),
  /** One attempt failed; the payment stays open for the next one until it expires. */
  PaymentFailed: z.object({ ...payment, gatewayPaymentId: GatewayId, code: z.string().max(100) }),
  PaymentExpired: z.object({ ...payment, reason: z.enum(['unpaid', 'cancelled']) }),
  PaymentReconciliationRequested: z.object({ ...payment, gatewayOrderId: GatewayId, check: z.string().max(60) }),
  RefundRequested: z.object({
    ...refund,
    amountPaise: Paise,
    reason: Reason,
    channel: RefundChannel,
    /** The capture that is given back; absent for cash. */
    gatewayPaymentId: GatewayId.optional(),
    /** Grows with each try after a failure, since the gateway remembers the failed one under its key. */
    attempt: z.int().positive(),
  }),
  RefundAccepted: z.object({ ...refund, gatewayRefundId: GatewayId, attempt: z.int().positive() }),
  /** `surplus` is money that the order never counted: paid late, twice, or in another amount. */
  RefundProcessed: z.object({
    ...refund,
    amountPaise: Paise,
    reference: z.string().max(100),
    surplus: z.boolean(),
  }),
  RefundFailed: z.object({ ...refund, amountPaise: Paise, reason: Reason }),
  PaymentDisputed: z.object({
    ...payment,
    disputeId: GatewayId,
    status: z.string().max(40),
    amountPaise: Paise,
    reasonCode: z.string().max(100).optional(),
    /** When the gateway said so, since its reports overtake each other. */
    reportedAt: Instant.optional(),
  }),
  CashDueReduced: z.object({ ...refund, amountPaise: Paise }),
  CashCollected: z.object({ ...payment, amountPaise: Paise, collectedBy: z.string().max(100) }),
  CashRemitted: z.object({ ...payment, amountPaise: Paise, remittanceId: z.string().max(100) }),
};
export type PaymentEvent = MessageOf<typeof paymentEvents>;

/** Which payment an order of the gateway belongs to: webhooks know only the gateway's ids. */
export const gatewayOrderEvents = {
  GatewayOrderLinked: z.object({ linkId: Id, gatewayOrderId: GatewayId, paymentId: PaymentId }),
};
export type GatewayOrderEvent = MessageOf<typeof gatewayOrderEvents>;
