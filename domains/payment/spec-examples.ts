import { OrderId, PaymentId, RefundId, UserId } from '../../event-schemas/primitives.ts';
import { derivedId } from '../kernel/derived-id.ts';
import { deciderSpec } from '../kernel/spec.ts';
import type { PaymentCommand } from './commands.ts';
import { paymentDecider } from './decider.ts';
import type { PaymentEvent } from './events.ts';

export const NOW = '2026-01-10T10:00:00.000Z';
export const given = deciderSpec(paymentDecider, NOW);
export const id = (n: number): string => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;
export const paymentId = PaymentId.parse(id(1));
export const ids = { paymentId, orderId: OrderId.parse(id(2)), userId: UserId.parse(id(3)) };
export const refundId = (n: number) => RefundId.parse(id(100 + n));
export const gatewayOrderId = 'order_1';
export const asked = (method: 'PREPAID' | 'COD' = 'PREPAID'): Extract<PaymentEvent, { type: 'PaymentRequested' }> => ({
  type: 'PaymentRequested',
  data: { ...ids, method, amountPaise: 50_000, expiresAt: '2026-01-10T10:30:00.000Z' },
});
export const opened: PaymentEvent = {
  type: 'GatewayOrderOpened',
  data: { ...ids, gatewayOrderId, amountPaise: 50_000 },
};
export const expired: PaymentEvent = { type: 'PaymentExpired', data: { ...ids, reason: 'unpaid' } };
export const captured: PaymentEvent = {
  type: 'PaymentCaptured',
  data: {
    ...ids,
    gatewayPaymentId: 'pay_1',
    amountPaise: 50_000,
    method: 'upi',
    gatewayFeePaise: 990,
    capturedAt: NOW,
  },
};
export const report = (gatewayPaymentId = 'pay_1', change: object = {}): PaymentCommand => ({
  type: 'ReportCapture',
  data: {
    ...{ paymentId, gatewayOrderId, gatewayPaymentId, amountPaise: 50_000, currency: 'INR', method: 'upi' },
    gatewayFeePaise: 990,
    ...change,
  },
});
export const surplus = (
  gatewayPaymentId: string,
  reason: 'late' | 'duplicate' | 'amountMismatch',
  amountPaise = 50_000,
) => {
  const back = RefundId.parse(derivedId('refund', paymentId, gatewayPaymentId));
  const refund = { refundId: back, amountPaise, reason, channel: 'gateway', gatewayPaymentId, attempt: 1 } as const;
  return [
    { type: 'SurplusPaymentCaptured', data: { ...ids, gatewayPaymentId, amountPaise, reason, capturedAt: NOW } },
    { type: 'RefundRequested', data: { ...ids, ...refund } },
  ] as const;
};
export const refund = (n: number, amountPaise: number): PaymentCommand => ({
  type: 'RequestRefund',
  data: { paymentId, refundId: refundId(n), amountPaise, reason: 'cancelled' },
});
export const requested = (n: number, amountPaise: number, attempt = 1): PaymentEvent => ({
  type: 'RefundRequested',
  data: {
    ...{ ...ids, refundId: refundId(n), amountPaise, reason: 'cancelled', attempt },
    channel: 'gateway',
    gatewayPaymentId: 'pay_1',
  },
});
export const failedRefund = (n: number, amountPaise: number): PaymentEvent => ({
  type: 'RefundFailed',
  data: { ...ids, refundId: refundId(n), amountPaise, reason: 'BAD' },
});
