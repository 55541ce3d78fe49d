import { z } from 'zod';
import { Id, Instant } from '../../event-schemas/primitives.ts';
import { Money, money } from '../pricing/index.ts';
import { cashDuePaise, refundablePaise, type Payment } from './state.ts';

export const PaymentView = z.object({
  id: Id,
  orderId: Id,
  userId: Id,
  method: z.enum(['PREPAID', 'COD']),
  status: z.enum(['requested', 'open', 'captured', 'expired', 'refused', 'due', 'collected', 'remitted']),
  amount: Money,
  /** Cash that the courier still has to collect; zero for anything else. */
  cashDue: Money,
  refundable: Money,
  gatewayOrderId: z.string().nullable(),
  gatewayPaymentId: z.string().nullable(),
  instrument: z.string().nullable(),
  expiresAt: Instant,
  capturedAt: Instant.nullable(),
  failedAttempts: z.array(z.object({ gatewayPaymentId: z.string(), code: z.string() })),
  refunds: z.array(
    z.object({
      id: Id,
      amount: Money,
      reason: z.string(),
      channel: z.enum(['gateway', 'manual', 'reduction']),
      status: z.enum(['requested', 'pending', 'processed', 'failed']),
      gatewayRefundId: z.string().nullable(),
    }),
  ),
  disputes: z.array(z.object({ id: z.string(), status: z.string(), amount: Money })),
});
export type PaymentView = z.infer<typeof PaymentView>;

/** A payment as its buyer and staff see it. */
export const paymentView = (state: Payment): PaymentView => ({
  id: state.paymentId,
  orderId: state.orderId,
  userId: state.userId,
  method: state.method,
  status: state.status,
  amount: money(state.amountPaise),
  cashDue: money(state.status === 'due' ? cashDuePaise(state) : 0),
  refundable: money(refundablePaise(state)),
  gatewayOrderId: state.gatewayOrderId ?? null,
  gatewayPaymentId: state.captures.find(({ surplus }) => !surplus)?.gatewayPaymentId ?? null,
  instrument: state.instrument ?? null,
  expiresAt: state.expiresAt,
  capturedAt: state.capturedAt ?? null,
  failedAttempts: [...state.failures],
  refunds: state.refunds.map(({ refundId, amountPaise, reason, channel, status, gatewayRefundId }) => ({
    id: refundId,
    amount: money(amountPaise),
    reason,
    channel,
    status,
    gatewayRefundId: gatewayRefundId ?? null,
  })),
  disputes: state.disputes.map(({ disputeId, status, amountPaise }) => ({
    id: disputeId,
    status,
    amount: money(amountPaise),
  })),
});
