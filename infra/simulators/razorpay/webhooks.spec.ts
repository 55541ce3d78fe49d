import { afterEach, describe, expect, it, vi } from 'vitest';
import { readWebhook } from '../../razorpay/webhook.ts';
import { isSigned } from '../../razorpay/signatures.ts';
import { credentials, startShop } from './spec-shop.ts';
import { startReceiver } from './spec-receiver.ts';

const stops: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

async function start(options: Parameters<typeof startShop>[0] = {}, answer?: Parameters<typeof startReceiver>[0]) {
  const receiver = await startReceiver(answer);
  stops.push(receiver.stop);
  const shop = await startShop({ webhookUrl: receiver.url, ...options });
  stops.push(shop.simulators.stop);
  return { receiver, ...shop };
}

const CAPTURE = ['payment.authorized', 'payment.captured', 'order.paid'];

describe('webhooks', () => {
  it('reports one capture by three events, signed over the raw bytes', async () => {
    const { receiver, pay } = await start();
    const paymentId = await pay();
    await receiver.count(3);
    expect(receiver.events()).toEqual(CAPTURE);
    for (const { body, signature, eventId } of receiver.received) {
      expect(isSigned(credentials.webhookSecrets, body, signature)).toBe(true);
      expect(readWebhook(body, eventId)).toMatchObject({ eventId, payment: { id: paymentId } });
    }
    expect(readWebhook(receiver.received[0]!.body, 'e')).toMatchObject({ payment: { status: 'authorized' } });
    expect(readWebhook(receiver.received[2]!.body, 'e')).toMatchObject({ order: { status: 'paid', amountDue: 0 } });
  });

  it('delivers duplicates under one event id, and the last event first when asked', async () => {
    const { receiver, pay } = await start();
    await pay({ webhooks: { duplicates: 1, reorder: true } });
    await receiver.count(6);
    expect(receiver.events()).toEqual(CAPTURE.toReversed().flatMap((event) => [event, event]));
    expect(new Set(receiver.received.map(({ eventId }) => eventId)).size).toBe(3);
  });

  it('drops what it is told to drop and holds back what is delayed', async () => {
    const { receiver, pay, deliveries, good } = await start();
    await pay({ webhooks: { drop: ['payment.captured'], delayMs: 3_600_000 } });
    expect((await deliveries()).map(({ status }) => status)).toEqual(['waiting', 'dropped', 'waiting']);
    expect(receiver.received).toEqual([]);
    await good('POST', '/clock', { days: 1 });
    await receiver.count(2);
    expect(receiver.events()).toEqual(['payment.authorized', 'order.paid']);
  });

  it('repeats a failed delivery unchanged, later ones going ahead of it', async () => {
    const scale = 1 / 60_000;
    const { receiver, pay } = await start({ webhookTimeScale: scale }, (_received, nth) => (nth === 1 ? 500 : 200));
    await pay();
    await receiver.count(4);
    const [first, , , last] = receiver.received;
    expect(receiver.events()[3]).toBe('payment.authorized');
    expect(last).toEqual(first);
  });

  it('counts no answer in time as a failure', async () => {
    const options = { webhookTimeoutMs: 50, webhookTimeScale: 1 / 60_000 };
    const { receiver, pay, deliveries } = await start(options, (_received, nth) => (nth === 1 ? null : 200));
    await pay();
    await receiver.count(4);
    await vi.waitUntil(async () => (await deliveries()).every(({ status }) => status === 'delivered'), 5_000);
    expect((await deliveries()).map(({ attempts }) => attempts)).toEqual([1, 1, 2]);
  });

  it('gives up after a day of failures, is switched off, and delivers nothing until it is switched on', async () => {
    let healthy = false;
    const { receiver, pay, good, deliveries } = await start({}, () => (healthy ? 200 : 503));
    await pay();
    await receiver.count(3);
    await good('POST', '/clock', { days: 1.1 });
    await vi.waitUntil(async () => (await good('GET', '/webhooks'))['enabled'] === false, 5_000);
    healthy = true;
    await pay();
    expect((await deliveries())[0]).toMatchObject({ status: 'disabled', attempts: 0 });
    const before = receiver.received.length;
    await good('POST', '/webhook', { enabled: true });
    await pay();
    await receiver.count(before + 3);
    expect(receiver.events().slice(before)).toEqual(CAPTURE);
  });

  it('signs repeats of older events with the old secret after a change', async () => {
    let healthy = false;
    const { receiver, pay, good } = await start({}, () => (healthy ? 200 : 500));
    await pay();
    await receiver.count(3);
    await good('POST', '/webhook', { secret: 'second-secret' });
    healthy = true;
    await good('POST', '/clock', { days: 0.01 });
    await receiver.count(6);
    await pay();
    await receiver.count(9);
    const signedWith = (secret: string) =>
      receiver.received.slice(3).map(({ body, signature }) => isSigned([secret], body, signature));
    expect(signedWith('first-secret')).toEqual([true, true, true, false, false, false]);
    expect(signedWith('second-secret')).toEqual([false, false, false, true, true, true]);
  });

  it('reports refunds, disputes and downtimes', async () => {
    const { receiver, pay, good } = await start();
    const paymentId = await pay({ webhooks: { drop: CAPTURE } });
    await good('POST', `/v1/payments/${paymentId}/refund`, { amount: 10_000 });
    await receiver.count(2);
    await good('POST', '/disputes', { paymentId });
    await receiver.count(3);
    await good('POST', '/downtimes', { method: 'card' });
    await receiver.count(4);
    const reports = receiver.received.map(({ body, eventId }) => readWebhook(body, eventId));
    expect(reports).toMatchObject([
      {
        kind: 'refund.created',
        refund: { status: 'pending' },
        payment: { refundStatus: 'partial', status: 'captured' },
      },
      { kind: 'refund.processed', refund: { status: 'processed' } },
      { kind: 'dispute', event: 'payment.dispute.created', dispute: { paymentId, status: 'open' } },
      { kind: 'downtime', event: 'payment.downtime.started', downtime: { method: 'card' } },
    ]);
  });
});
