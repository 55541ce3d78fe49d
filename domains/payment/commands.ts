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
import { GatewayId, PaymentMethod } from './events.ts';

const one = { paymentId: PaymentId };
const refund = { ...one, refundId: RefundId };
const Reason = z.string().min(1).max(200);

export const paymentCommands = {
  RequestPayment: z.object({
    ...one,
    orderId: OrderId,
    userId: UserId,
    method: PaymentMethod,
    amountPaise: Paise.min(1),
    expiresAt: Instant,
    editId: Id.optional(),
  }),
  RecordGatewayOrder: z.object({ ...one, gatewayOrderId: GatewayId, amountPaise: Paise }),
  RefusePayment: z.object({ ...one, reason: Reason }),
  ReportAuthorization: z.object({ ...one, gatewayPaymentId: GatewayId, amountPaise: Paise }),
  /** Verification, webhook and reconciliation are three reports of this one fact; the first one counts. */
  ReportCapture: z.object({
    ...one,
    gatewayOrderId: GatewayId,
    gatewayPaymentId: GatewayId,
    amountPaise: Paise,
    currency: z.string().length(3),
    method: z.string().max(40),
    gatewayFeePaise: Paise.optional(),
  }),
  ReportFailure: z.object({ ...one, gatewayPaymentId: GatewayId, code: z.string().max(100) }),
  ClosePayment: z.object({ ...one, reason: z.enum(['unpaid', 'cancelled']) }),
  RequestReconciliation: z.object({ ...one, check: z.string().max(60) }),
  RequestRefund: z.object({ ...refund, amountPaise: Paise.min(1), reason: Reason }),
  AcceptRefund: z.object({ ...refund, gatewayRefundId: GatewayId, attempt: z.int().positive() }),
  ReportRefund: z.object({
    ...refund,
    status: z.enum(['processed', 'failed']),
    reference: z.string().min(1).max(100),
  }),
  RetryRefund: z.object(refund),
  ReportDispute: z.object({
    ...one,
    disputeId: GatewayId,
    status: z.string().max(40),
    amountPaise: Paise,
    reasonCode: z.string().max(100).optional(),
    reportedAt: Instant.optional(),
  }),
  /** Without an amount: what is due. */
  CollectCash: z.object({ ...one, amountPaise: Paise.optional(), collectedBy: z.string().min(1).max(100) }),
  RemitCash: z.object({ ...one, remittanceId: z.string().min(1).max(100) }),
};
export type PaymentCommand = MessageOf<typeof paymentCommands>;

export const gatewayOrderCommands = {
  LinkGatewayOrder: z.object({ linkId: Id, gatewayOrderId: GatewayId, paymentId: PaymentId }),
};
export type GatewayOrderCommand = MessageOf<typeof gatewayOrderCommands>;
