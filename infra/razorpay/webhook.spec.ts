import { describe, expect, it } from 'vitest';
import { PaymentGatewayError } from '../../domains/kernel/ports/payment-gateway.ts';
import { WEBHOOK_BYTES_MAX, readWebhook } from './webhook.ts';
import { startBench } from './spec-bench.ts';

const payment = {
  id: 'pay_DESlfW9H8K9uqM',
  entity: 'payment',
  amount: 100,
  currency: 'INR',
  base_amount: 100,
  status: 'authorized',
  order_id: 'order_DESlLckIVRkHWj',
  method: 'netbanking',
  amount_refunded: 0,
  refund_status: null,
  captured: true,
  notes: [],
  error_code: null,
  created_at: 1567674599,
};

function bytes(event: string, payload: object, more: object = {}): Buffer {
  const envelope = { entity: 'event', account_id: 'acc_1', event, contains: Object.keys(payload), payload };
  return Buffer.from(JSON.stringify({ ...envelope, created_at: 1567674606, ...more }));
}

function failureOf(rawBody: Buffer, eventId = 'evt') {
  try {
    readWebhook(rawBody, eventId);
  } catch (error) {
    if (error instanceof PaymentGatewayError) return error.failure;
    throw error;
  }
  throw new Error('expected a PaymentGatewayError');
}

describe('reading webhooks', () => {
  it('reads the documented sample that is authorized and captured at once as the snapshot it is', () => {
    expect(readWebhook(bytes('payment.authorized', { payment: { entity: payment } }), 'evt-1')).toMatchObject({
      kind: 'payment.authorized',
      event: 'payment.authorized',
      eventId: 'evt-1',
      reportedAt: '2019-09-05T09:10:06.000Z',
      payment: { id: payment.id, status: 'authorized', createdAt: '2019-09-05T09:09:59.000Z', failure: null },
    });
  });

  it('lets events that it does not know pass as unknown', () => {
    const report = readWebhook(bytes('subscription.charged', {}), 'evt-1');
    expect(report).toMatchObject({ kind: 'unknown', event: 'subscription.charged' });
  });

  it.each([
    ['a body that is not JSON', Buffer.from('{'), ''],
    ['a body that is not text', Buffer.from([0xff, 0xfe]), ''],
    ['a payload without its payment', bytes('payment.captured', {}), 'payment'],
    [
      'an amount that is no integer',
      bytes('payment.captured', { payment: { entity: { ...payment, amount: 1.5 } } }),
      'payment.entity.amount',
    ],
    ['an order.paid without order', bytes('order.paid', { payment: { entity: payment } }), 'order'],
    ['a time out of range', bytes('order.paid', {}, { created_at: 1e15 }), 'created_at'],
    ['a body beyond the limit', Buffer.alloc(WEBHOOK_BYTES_MAX + 1, ' '), ''],
  ])('refuses %s and names the place', (_what, rawBody, path) => {
    expect(failureOf(rawBody)).toMatchObject({ code: 'malformed', path });
  });

  it.each(['', 'e'.repeat(101)])('refuses the event id %j', (eventId) => {
    expect(failureOf(bytes('order.paid', {}), eventId)).toMatchObject({ path: 'x-razorpay-event-id' });
  });

  it('keeps two webhook secrets alive', async () => {
    const { gateway, stop } = await startBench({ webhookSecrets: ['new', '123456'] });
    const signature = '2fe04e22977002e6c7cb553adab8b460cb9e2a4970d5953cb27a8472752e3bbc';
    expect(gateway.verifyWebhookSignature(Buffer.from('{"a":1,"b":2,"c":{"d":3}}'), signature)).toBe(true);
    expect(gateway.verifyWebhookSignature(Buffer.from('{"a":2,"b":2,"c":{"d":3}}'), signature)).toBe(false);
    await stop();
  });
});
