import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { DEVELOPMENT_CREDENTIALS } from '../../infra/simulators/development-credentials.ts';
import { openedShop } from '../support/opened-shop.ts';
import { buyAndPay, newBuyer, ok, payAtGateway, simulate, type Buyer } from '../support/purchase.ts';

const { system, shop, article } = await openedShop();

const placed = async (): Promise<{ buyer: Buyer; orderId: string; paymentId: string; gatewayOrderId: string }> => {
  const buyer = await newBuyer(system);
  const { orderId, payment } = ok(await buyer.buy(article)).body;
  return { buyer, orderId, paymentId: payment.paymentId, gatewayOrderId: payment.gatewayOrderId };
};
const becomes = (buyer: Buyer, orderId: string, status: string) =>
  expect.poll(async () => (await buyer.get(`/orders/${orderId}`)).body.status, { timeout: 20_000 }).toBe(status);
const deliver = (body: object, eventId: string, secret: string) => {
  const bytes = JSON.stringify(body);
  return fetch(`${system.url}/api/v1/payments/webhook`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-razorpay-event-id': eventId,
      'x-razorpay-signature': createHmac('sha256', secret).update(bytes).digest('hex'),
    },
    body: bytes,
  });
};

describe('a payment', () => {
  it('is confirmed by the webhook alone, however often and in whatever order it comes', async () => {
    const { buyer, orderId, gatewayOrderId } = await placed();
    await payAtGateway(system, gatewayOrderId, { webhooks: { duplicates: 3, reorder: true } });
    await becomes(buyer, orderId, 'confirmed');
    const [payment] = ok(await buyer.get(`/payments/order/${orderId}`), 200).body.payments;
    expect(payment).toMatchObject({ status: 'captured', instrument: 'upi', refundable: { amount: 60_000 } });
  });
  it('is confirmed by the poll when nobody reports it', async () => {
    const { buyer, orderId, gatewayOrderId } = await placed();
    await payAtGateway(system, gatewayOrderId, { webhooks: { drop: true } });
    await system.settled();
    system.advance(2 * 60_000 + 1_000);
    await becomes(buyer, orderId, 'confirmed');
  });
  it('that was authorised only is captured by us', async () => {
    const { buyer, orderId, gatewayOrderId } = await placed();
    const paid = await payAtGateway(system, gatewayOrderId, { outcome: 'authorized' });
    ok(await buyer.post('/payments/verify', { orderId, ...paid }), 200);
    await becomes(buyer, orderId, 'confirmed');
  });
  it('that failed may be tried again', async () => {
    const { buyer, orderId, gatewayOrderId } = await placed();
    await payAtGateway(system, gatewayOrderId, { outcome: 'failed' });
    await expect
      .poll(async () => (await buyer.get(`/payments/order/${orderId}`)).body.payments[0].failedAttempts.length)
      .toBe(1);
    const again = ok(await buyer.post('/payments/create-order', { orderId }));
    expect(again.body).toMatchObject({ status: 'open', gatewayOrderId });
    await payAtGateway(system, gatewayOrderId);
    await becomes(buyer, orderId, 'confirmed');
  });
  it('is not waited for when the order was refused before there was anything to pay', async () => {
    const rare = await shop.sell(1);
    await buyAndPay(await newBuyer(system), system, rare);
    const late = await newBuyer(system);
    const { orderId, status } = ok(await late.buy(rare)).body;
    expect(status).toBe('rejected');
    const answer = await late.post('/payments/create-order', { orderId });
    expect(answer).toMatchObject({ status: 410, body: { code: 'PaymentExpired' } });
  });
  it('that comes after the order expired goes back', async () => {
    const { buyer, orderId, paymentId, gatewayOrderId } = await placed();
    await system.settled();
    system.advance(31 * 60_000);
    await becomes(buyer, orderId, 'expired');
    await payAtGateway(system, gatewayOrderId);
    await expect
      .poll(async () => (await buyer.get(`/payments/${paymentId}`)).body.refunds[0]?.status, { timeout: 20_000 })
      .toMatch(/pending|processed/);
    expect((await buyer.get(`/payments/${paymentId}`)).body).toMatchObject({ refunds: [{ reason: 'late' }] });
  });
  it('is believed only under the signature of its own order', async () => {
    const [mine, other] = [await placed(), await placed()];
    const paid = await payAtGateway(system, other.gatewayOrderId, { webhooks: { drop: true } });
    const forged = await mine.buyer.post('/payments/verify', { orderId: mine.orderId, ...paid });
    expect(forged).toMatchObject({ status: 422, body: { code: 'InvalidPaymentSignature' } });
    const wrong = { ...paid, razorpay_signature: '0'.repeat(64) };
    const bad = await other.buyer.post('/payments/verify', { orderId: other.orderId, ...wrong });
    expect(bad).toMatchObject({ status: 422, body: { code: 'InvalidPaymentSignature' } });
    const stranger = await newBuyer(system);
    expect((await stranger.post('/payments/verify', { orderId: other.orderId, ...paid })).status).toBe(404);
    expect((await stranger.get(`/payments/${other.paymentId}`)).status).toBe(404);
  });
});

describe('the webhook', () => {
  const body = { entity: 'event', event: 'payment.unheard_of', contains: [], payload: {}, created_at: 1_700_000_000 };
  const [secret] = DEVELOPMENT_CREDENTIALS.razorpay.webhookSecrets;
  it('takes nothing that is not signed, and answers what it does not know', async () => {
    expect((await deliver(body, 'evt_1', 'guess')).status).toBe(422);
    const known = await deliver(body, 'evt_2', secret);
    expect([known.status, await known.json()]).toEqual([200, { handled: false }]);
  });
  it('tells of disputes, whose last word stays', async () => {
    const buyer = await newBuyer(system);
    const { paymentId } = (await buyAndPay(buyer, system, article)).body.payment;
    const gatewayPaymentId = (await buyer.get(`/payments/${paymentId}`)).body.gatewayPaymentId as string;
    const disputes = async () => (await buyer.get(`/payments/${paymentId}`)).body.disputes as { status: string }[];
    const tell = async (body: object): Promise<{ id: string }> =>
      (await (await simulate(system, 'disputes', { paymentId: gatewayPaymentId, ...body })).json()) as { id: string };
    const { id } = await tell({ event: 'created' });
    await expect.poll(disputes, { timeout: 20_000 }).toMatchObject([{ id, status: 'open' }]);
    await tell({ id, event: 'lost' });
    await expect.poll(disputes, { timeout: 20_000 }).toMatchObject([{ id, status: 'lost' }]);
    await tell({ id, event: 'under_review' });
    // The bank has given the money back, so the gateway does not do it once more.
    ok(
      await system.call('POST', '/payments/refund', {
        token: shop.admin,
        body: { paymentId, amountPaise: 10_000, reason: 'returned' },
      }),
    );
    await system.settled();
    const after = ok(await buyer.get(`/payments/${paymentId}`), 200).body;
    expect(after.disputes).toMatchObject([{ id, status: 'lost' }]);
    expect(after.refunds).toMatchObject([{ status: 'processed', gatewayRefundId: null, channel: 'manual' }]);
  });
});

describe('a refund', () => {
  it('by staff is sent once, is never more than there is, and is tried again after a failure', async () => {
    const buyer = await newBuyer(system);
    const { body } = await buyAndPay(buyer, system, article);
    const { paymentId } = body.payment;
    const refund = (amountPaise: number) =>
      system.call('POST', '/payments/refund', {
        token: shop.admin,
        body: { paymentId, amountPaise, reason: 'goodwill' },
      });
    ok(await refund(10_000));
    expect(await refund(50_001)).toMatchObject({ status: 409, body: { code: 'RefundExceedsCapture' } });
    expect(await buyer.post('/payments/refund', { paymentId, amountPaise: 1, reason: 'mine' })).toMatchObject({
      status: 403,
    });
    const all = await Promise.all(Array.from({ length: 8 }, () => refund(10_000)));
    expect(all.filter(({ status }) => status === 201)).toHaveLength(5);
    await system.settled();
    expect((await buyer.get(`/payments/${paymentId}`)).body).toMatchObject({ refundable: { amount: 0 } });
  });
});

describe('what the gateway told us and we did not hear', () => {
  it('is found in its list', async () => {
    const { buyer, orderId, gatewayOrderId } = await placed();
    const since = new Date(Date.now() - 3_600_000).toISOString();
    await payAtGateway(system, gatewayOrderId, { webhooks: { drop: true } });
    const until = new Date(Date.now() + 86_400_000).toISOString();
    const body = { since, until };
    const found = ok(await system.call('POST', '/payments/reconcile', { token: shop.admin, body })).body;
    expect(found).toMatchObject({ unmatched: [], nextSkip: null });
    expect(found.reported).toBeGreaterThanOrEqual(1);
    await becomes(buyer, orderId, 'confirmed');
    const again = ok(await system.call('POST', '/payments/reconcile', { token: shop.admin, body })).body;
    expect(again).toMatchObject({ reported: 0, known: Number(found.known) + Number(found.reported) });
  });
  it('is asked for day by day when it is about a refund', async () => {
    const { buyer, orderId, gatewayOrderId, paymentId } = await placed();
    await payAtGateway(system, gatewayOrderId, { webhooks: { drop: ['refund.processed'] } });
    await becomes(buyer, orderId, 'confirmed');
    ok(await buyer.post(`/orders/${orderId}/cancel`));
    const refund = async () => (await buyer.get(`/payments/${paymentId}`)).body.refunds[0];
    await expect.poll(async () => (await refund())?.status, { timeout: 20_000 }).toBe('pending');
    await simulate(system, `refunds/${(await refund()).gatewayRefundId}`, { status: 'processed' });
    await system.settled();
    expect((await refund()).status).toBe('pending');
    system.advance(86_400_000 + 1_000);
    const token = await system.tokenFor(['customer'], buyer.userId);
    const totals = async () => (await system.call('GET', `/orders/${orderId}`, { token })).body.totals;
    await expect.poll(async () => (await totals()).refunded.amount, { timeout: 20_000 }).toBe(60_000);
  });
});

it('waits for a gateway that does not answer, and goes on when it does', async () => {
  expect((await simulate(system, 'faults', { call: 'orders.create', times: 2, fault: 'server-error' })).status).toBe(
    200,
  );
  const buyer = await newBuyer(system);
  const answer = ok(await buyer.buy(article));
  const again = await buyer.post('/payments/create-order', { orderId: answer.body.orderId });
  expect([200, 503]).toContain(again.status);
  await expect
    .poll(async () => (await buyer.get(`/payments/order/${answer.body.orderId}`)).body.payments[0]?.status, {
      timeout: 20_000,
    })
    .toBe('open');
});
