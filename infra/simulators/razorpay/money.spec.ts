import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { startReceiver } from './spec-receiver.ts';
import { startShop } from './spec-shop.ts';

const stops: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

async function start(...options: Parameters<typeof startShop>) {
  const shop = await startShop(...options);
  stops.push(shop.simulators.stop);
  return shop;
}

describe('the simulated gateway', () => {
  it('authorizes a failed payment late and then captures it, in this order of events', async () => {
    const receiver = await startReceiver();
    stops.push(receiver.stop);
    const { good, newOrder, pay, payment } = await start({ webhookUrl: receiver.url });
    const orderId = await newOrder();
    const paymentId = await pay({ orderId, outcome: 'late', lateDays: 2 });
    expect(await payment(paymentId)).toMatchObject({ status: 'failed', error_reason: 'payment_timed_out' });
    await good('POST', '/clock', { days: 1 });
    expect(await payment(paymentId)).toMatchObject({ status: 'failed' });
    await good('POST', '/clock', { days: 1.01 });
    expect(await payment(paymentId)).toMatchObject({ status: 'captured', captured: true, error_code: null });
    expect(await good('GET', `/v1/orders/${orderId}`)).toMatchObject({ status: 'paid', amount_due: 0, attempts: 1 });
    await receiver.count(4);
    expect(receiver.events()).toEqual(['payment.failed', 'payment.authorized', 'payment.captured', 'order.paid']);
  });

  it('returns what nobody captured, after the configured days', async () => {
    const { good, pay, payment } = await start({ autoRefundDays: 5 });
    const paymentId = await pay({ outcome: 'authorized' });
    await good('POST', '/clock', { days: 4 });
    expect(await payment(paymentId)).toMatchObject({ status: 'authorized' });
    await good('POST', '/clock', { days: 1.01 });
    expect(await payment(paymentId)).toMatchObject({ status: 'refunded', refund_status: 'full', captured: false });
    const refunds = await good('GET', `/v1/payments/${paymentId}/refunds`);
    expect(refunds).toMatchObject({ count: 1, items: [{ amount: 50_000, status: 'processed' }] });
  });

  it('does not take a late payment of an order that was paid meanwhile', async () => {
    const { good, newOrder, pay, payment } = await start();
    const orderId = await newOrder();
    const late = await pay({ orderId, outcome: 'late', lateDays: 1 });
    await pay({ orderId });
    await good('POST', '/clock', { days: 1.01 });
    expect(await payment(late)).toMatchObject({ status: 'authorized' });
    await good('POST', '/clock', { days: 3 });
    expect(await payment(late)).toMatchObject({ status: 'refunded' });
  });

  it('keeps an order to one payment', async () => {
    const { ask, good, newOrder, pay } = await start();
    const orderId = await newOrder({ payment: { capture: 'manual' } });
    expect((await ask('POST', '/pay', { orderId, outcome: 'captured' })).status).toBe(409);
    await pay({ orderId, outcome: 'failed' });
    const paymentId = await pay({ orderId, outcome: 'authorized' });
    expect((await ask('POST', '/pay', { orderId, outcome: 'authorized' })).status).toBe(409);
    await good('POST', `/v1/payments/${paymentId}/capture`, { amount: 50_000, currency: 'INR' });
    const refused = await ask('POST', '/pay', { orderId, outcome: 'authorized' });
    expect(refused.headers.get('content-type')).toContain('application/problem+json');
    expect(refused.body).toMatchObject({ status: 409, errors: [{ pointer: '/orderId' }] });
  });

  it('holds a second request with the same idempotency key while the first is in progress', async () => {
    const { ask, good, pay } = await start();
    const path = `/v1/payments/${await pay()}/refund`;
    const refund = (body: object) => ask('POST', path, body, { 'x-refund-idempotency': 'key-0123456789' });
    await good('POST', '/faults', { call: 'refunds.create', fault: 'slow', delayMs: 150 });
    const slow = refund({ amount: 100 });
    await expect.poll(async () => (await refund({ amount: 100 })).status, { interval: 5 }).toBe(409);
    const first = await slow;
    expect(first.status).toBe(200);
    expect((await refund({ amount: 100 })).body).toMatchObject({ id: first.body['id'] });
    expect(await refund({ amount: 200 })).toMatchObject({ status: 400 });
  });

  it('refuses refunds as the vendor does', async () => {
    const { ask, pay, good } = await start();
    const refund = async (id: string, body: object) => (await ask('POST', `/v1/payments/${id}/refund`, body)).body;
    const paymentId = await pay();
    const saying = (description: string) => ({ error: { code: 'BAD_REQUEST_ERROR', description } });
    const tooMuch = 'The refund amount provided is greater than amount captured';
    expect(await refund(paymentId, { amount: 50_001 })).toMatchObject(saying(tooMuch));
    expect(await refund(paymentId, { amount: 99 })).toMatchObject(saying('The amount must be at least INR 1.00'));
    expect(await refund(paymentId, {})).toMatchObject({ amount: 50_000, speed_requested: 'normal' });
    expect(await refund(paymentId, { amount: 100 })).toMatchObject(
      saying('The payment has been fully refunded already'),
    );
    const old = await pay();
    await good('POST', '/clock', { days: 190 });
    expect(await refund(old, {})).toMatchObject(saying('The payment is older than six months and cannot be refunded'));
  });

  it('remembers everything over a restart, also what was not delivered', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'simulators-'));
    stops.push(() => rm(directory, { recursive: true }));
    const before = await startShop({}, { directory });
    const paymentId = await before.pay();
    await before.good('POST', '/clock', { days: 2 });
    await before.simulators.stop();
    const receiver = await startReceiver();
    stops.push(receiver.stop);
    const { payment, good } = await start({ webhookUrl: receiver.url }, { directory });
    expect(await payment(paymentId)).toMatchObject({ status: 'captured' });
    await receiver.count(3);
    const { now } = await good('POST', '/clock', { days: 1 });
    expect(Date.parse(String(now)) - Date.now()).toBeGreaterThan(2.9 * 86_400_000);
  });
});
