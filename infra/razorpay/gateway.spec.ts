import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { indianDay } from '../../domains/kernel/calendar.ts';
import { failureOf, startBench } from './spec-bench.ts';

const bench = await startBench();
const { gateway, calls, control, fault, newOrder, newReceipt, outcomesOf, pay } = bench;

afterEach(() => bench.reset());
afterAll(() => bench.stop());

describe('orders', () => {
  it('creates an order and finds it again by its receipt', async () => {
    const receipt = newReceipt();
    const order = await gateway.createOrder({ receipt, amount: 50_000, notes: { attempt: '1' } });
    expect(order).toMatchObject({ receipt, amount: 50_000, amountDue: 50_000, currency: 'INR', status: 'created' });
    expect(order.createdAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000Z$/);
    expect(await gateway.findOrderByReceipt(receipt)).toEqual(order);
    expect(await gateway.findOrderByReceipt('nobody')).toBeNull();
  });

  it('answers the same order when the receipt was used for the same amount, and refuses another amount', async () => {
    const receipt = newReceipt();
    const first = await gateway.createOrder({ receipt, amount: 50_000, notes: {} });
    expect((await gateway.createOrder({ receipt, amount: 50_000, notes: {} })).id).toBe(first.id);
    const looked = await gateway.createOrder({ receipt, amount: 50_000, notes: {}, lookFirst: true });
    expect(looked.id).toBe(first.id);
    const failure = await failureOf(gateway.createOrder({ receipt, amount: 60_000, notes: {} }));
    expect(failure).toMatchObject({ code: 'refused', field: 'receipt' });
  });

  it('looks by receipt after a lost answer and does not create a second order', async () => {
    await fault('orders.create', 'lost-response');
    const receipt = newReceipt();
    const order = await gateway.createOrder({ receipt, amount: 50_000, notes: {} });
    expect(calls.map(({ call, outcome }) => [call, outcome])).toEqual([
      ['orders.create', 'unavailable'],
      ['orders.find', 'ok'],
    ]);
    expect((await gateway.findOrderByReceipt(receipt))?.id).toBe(order.id);
  });

  it('looks by receipt after a timeout', async () => {
    await fault('orders.create', 'slow-response', { delayMs: 1_000 });
    await newOrder();
    expect(calls[0]).toMatchObject({ call: 'orders.create', outcome: 'unavailable', detail: 'timeout' });
    expect(outcomesOf('orders.create')).toHaveLength(1);
  });

  it('tries again after a server error that had no effect', async () => {
    await fault('orders.create', 'server-error', { times: 2 });
    expect((await newOrder()).status).toBe('created');
    expect(outcomesOf('orders.create')).toEqual(['unavailable', 'unavailable', 'ok']);
  });

  it('refuses a bad amount before sending it', async () => {
    for (const amount of [99, 100.5, Number.NaN]) {
      const failure = await failureOf(gateway.createOrder({ receipt: newReceipt(), amount, notes: {} }));
      expect(failure).toMatchObject({ code: 'refused', field: 'amount' });
    }
    expect(calls).toEqual([]);
  });

  it('hands on why the gateway refused', async () => {
    const tooLong = 'n'.repeat(300);
    const failure = await failureOf(gateway.createOrder({ receipt: newReceipt(), amount: 100, notes: { tooLong } }));
    expect(failure).toMatchObject({
      code: 'refused',
      httpStatus: 400,
      vendorCode: 'BAD_REQUEST_ERROR',
      field: 'notes',
    });
    expect(outcomesOf('orders.create')).toEqual(['refused']);
  });
});

describe('payments', () => {
  it('fetches a captured payment and lists it under its order', async () => {
    const { order, paymentId } = await pay();
    const payment = await gateway.fetchPayment(paymentId);
    expect(payment).toMatchObject({ orderId: order.id, amount: 50_000, status: 'captured', fee: 1_180, tax: 180 });
    expect(await gateway.listPaymentsOfOrder(order.id)).toEqual([payment]);
  });

  it('captures an authorized payment once, however often it is asked', async () => {
    const { paymentId } = await pay('authorized');
    expect((await gateway.fetchPayment(paymentId)).status).toBe('authorized');
    await fault('payments.capture', 'lost-response');
    expect((await gateway.capturePayment(paymentId, 50_000)).status).toBe('captured');
    expect((await gateway.capturePayment(paymentId, 50_000)).status).toBe('captured');
  });

  it('refuses to capture another amount', async () => {
    const { paymentId } = await pay('authorized');
    expect(await failureOf(gateway.capturePayment(paymentId, 40_000))).toMatchObject({
      code: 'refused',
      field: 'amount',
    });
  });

  it('pages through the payments of a time span', async () => {
    const { paymentId } = await pay();
    const page = await gateway.listPaymentsBetween({
      since: new Date(Date.now() - 60_000).toISOString(),
      until: new Date(Date.now() + 60_000).toISOString(),
      skip: 0,
    });
    expect(page.payments.map(({ id }) => id)).toContain(paymentId);
    expect(page.nextSkip).toBeNull();
  });

  it('lists refunds, and what was settled on a day', async () => {
    const { paymentId } = await pay();
    const asked = { paymentId, amount: 20_000, idempotencyKey: 'refund-of-settled', receipt: 'r', notes: {} };
    const refund = await gateway.createRefund(asked);
    await control('POST', `/refunds/${refund.id}`, { status: 'processed' });
    await control('POST', '/settlements', { adjustments: [{ amount: -700, description: 'chargeback fee' }] });
    const range = {
      since: new Date(Date.now() - 60_000).toISOString(),
      until: new Date(Date.now() + 60_000).toISOString(),
    };
    const { refunds } = await gateway.listRefundsBetween({ ...range, skip: 0 });
    expect(refunds.map(({ id }) => id)).toContain(refund.id);
    await fault('settlements.recon', 'server-error');
    const { items, nextSkip } = await gateway.listSettledOn(indianDay(new Date().toISOString()), 0);
    expect(nextSkip).toBeNull();
    const money = { amount: 50_000, credit: 48_820, debit: 0, fee: 1_180, tax: 180, currency: 'INR' };
    expect(items).toContainEqual(
      expect.objectContaining({ id: paymentId, kind: 'payment', paymentId: null, ...money }),
    );
    expect(items).toContainEqual(
      expect.objectContaining({ id: refund.id, kind: 'refund', paymentId, debit: 20_000, credit: 0 }),
    );
    expect(items).toContainEqual(expect.objectContaining({ kind: 'adjustment', debit: 700, credit: 0 }));
    await control('POST', '/settlements', {});
    expect((await gateway.listSettledOn(indianDay(new Date().toISOString()), 0)).items).toHaveLength(items.length);
    expect((await gateway.listSettledOn('2020-02-29', 0)).items).toEqual([]);
    expect(await failureOf(gateway.listSettledOn('yesterday', 0))).toMatchObject({ code: 'refused', field: 'day' });
  });

  it('says that an unknown payment is refused, and lets no id lead to another path', async () => {
    expect(await failureOf(gateway.fetchPayment('pay_unknown'))).toMatchObject({ code: 'refused', httpStatus: 400 });
    expect(await failureOf(gateway.fetchPayment('../orders'))).toMatchObject({ code: 'refused', field: 'paymentId' });
  });

  it('verifies what Checkout signed, and nothing else', async () => {
    const { order, paymentId, signature } = await pay();
    const proof = { gatewayOrderId: order.id, paymentId, signature };
    expect(gateway.verifyCheckoutSignature(proof)).toBe(true);
    expect(gateway.verifyCheckoutSignature({ ...proof, gatewayOrderId: 'order_other' })).toBe(false);
  });
});
