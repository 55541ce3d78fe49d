import { expect, it } from 'vitest';
import type { GatewayPayment } from '../../domains/kernel/ports/payment-gateway.ts';
import type { PaymentId } from '../../event-schemas/primitives.ts';
import { reportOf } from './payment-events.ts';

const paymentId = '0198a000-0000-7000-8000-000000000001' as PaymentId;
const attempt: GatewayPayment = {
  id: 'pay_1',
  orderId: 'order_1',
  amount: 50_000,
  currency: 'INR',
  status: 'captured',
  method: 'upi',
  fee: 1_180,
  createdAt: '2026-01-01T00:00:00.000Z',
} as GatewayPayment;

it('reports what was captured, although it has been given back since, and nothing of what nobody captured', () => {
  const capture = { type: 'ReportCapture', data: { paymentId, gatewayPaymentId: 'pay_1', gatewayFeePaise: 1_180 } };
  expect(reportOf(paymentId, 'order_1', attempt)).toMatchObject(capture);
  expect(reportOf(paymentId, 'order_1', { ...attempt, status: 'refunded' })).toMatchObject(capture);
  expect(reportOf(paymentId, 'order_1', { ...attempt, status: 'refunded', fee: null })).toBeUndefined();
  expect(reportOf(paymentId, 'order_1', { ...attempt, status: 'created' })).toBeUndefined();
});
