import { describe, expect, it } from 'vitest';
import { orderPolicy } from '../../domains/policy/order.ts';
import { courierCompany } from '../support/courier-company.ts';
import { openedShop } from '../support/opened-shop.ts';
import { newBuyer, ok, payAtGateway, type Buyer } from '../support/purchase.ts';

const COD = { paymentMethod: 'COD' };
const PRICE = 60_000;
const WAIT = { timeout: 20_000, interval: 100 };
const { system, shop, article, desk } = await openedShop();

const bought = async (quantity = 1) => {
  const buyer = await newBuyer(system);
  const id = ok(await buyer.buy(article, quantity, COD)).body.orderId as string;
  await system.settled();
  return { buyer, id };
};
const payNow = (buyer: Buyer, id: string) => buyer.post(`/orders/${id}/pay-now`);
const orderOf = async (buyer: Buyer, id: string) => (await buyer.get(`/orders/${id}`)).body;
const paymentsOf = async (buyer: Buyer, id: string) => (await buyer.get(`/payments/order/${id}`)).body.payments;
type Payment = { readonly id: string; readonly gatewayOrderId: string };
const pay = async (buyer: Buyer, id: string, { id: paymentId, gatewayOrderId }: Payment) =>
  buyer.post('/payments/verify', { orderId: id, paymentId, ...(await payAtGateway(system, gatewayOrderId)) });
const prepaid = (buyer: Buyer, id: string) =>
  expect.poll(async () => (await orderOf(buyer, id)).paymentMethod, WAIT).toBe('PREPAID');
const expectBalance = async () => {
  await system.settled();
  const check = await system.call('GET', '/ledger/balance-check', { token: shop.admin });
  expect(check.body.sum.amount).toBe(0);
};

describe('an order on delivery', () => {
  it('can be paid online before it comes, is then sent without cash, and refunded through the gateway', async () => {
    const { buyer, id } = await bought(2);
    const offered = await orderOf(buyer, id);
    expect(offered).toMatchObject({
      paymentMethod: 'COD',
      payNow: { due: { amount: 2 * PRICE }, save: { amount: 0 } },
    });
    expect(offered.allowedActions).toContain('payNow');
    // docs:pay-now
    const asked = ok(await payNow(buyer, id), 201).body;
    expect(asked).toMatchObject({
      edit: { status: 'open', payNow: { save: { amount: 0 } } },
      payment: { status: 'open' },
    });
    expect(ok(await payNow(buyer, id)).body.payment.id).toBe(asked.payment.id);
    ok(await pay(buyer, id, asked.payment), 200);
    // docs:end
    await prepaid(buyer, id);
    await system.settled();
    expect(await orderOf(buyer, id)).toMatchObject({
      paymentId: asked.payment.id,
      payNow: null,
      edits: [{ status: 'applied' }],
    });
    expect(await paymentsOf(buyer, id)).toMatchObject([
      { method: 'COD', cashDue: { amount: 0 } },
      { method: 'PREPAID', status: 'captured', refundable: { amount: 2 * PRICE } },
    ]);
    const [listed] = (await buyer.get(`/orders/user/${buyer.userId}`)).body.orders;
    expect(listed).toMatchObject({ paymentMethod: 'PREPAID', total: { amount: 2 * PRICE } });
    expect((await payNow(buyer, id)).body).toMatchObject({ status: 409, code: 'PayNowNotOffered' });
    ok(await buyer.post(`/orders/${id}/cancel`));
    const refunds = async () => (await paymentsOf(buyer, id))[1].refunds;
    await expect.poll(refunds, WAIT).toMatchObject([{ channel: 'gateway', amount: { amount: 2 * PRICE } }]);
    await expectBalance();
  });

  it('is paid online once, however often that is asked for at once', async () => {
    const { buyer, id } = await bought();
    const answers = await Promise.all(Array.from({ length: 8 }, () => payNow(buyer, id)));
    const opened = answers.filter(({ status }) => status === 201);
    expect(opened.length).toBeGreaterThan(0);
    for (const { body } of answers.filter(({ status }) => status !== 201)) expect(body.code).toBe('OrderEditOpen');
    expect(new Set(opened.map(({ body }) => body.edit.paymentId)).size).toBe(1);
    expect((await orderOf(buyer, id)).edits).toHaveLength(1);
    const { body } = ok(await payNow(buyer, id));
    const proof = {
      orderId: id,
      paymentId: body.payment.id,
      ...(await payAtGateway(system, body.payment.gatewayOrderId)),
    };
    const reports = await Promise.all(Array.from({ length: 4 }, () => buyer.post('/payments/verify', proof)));
    for (const report of reports) ok(report, 200);
    await prepaid(buyer, id);
    await system.settled();
    const [, online] = await paymentsOf(buyer, id);
    expect(online).toMatchObject({ status: 'captured', refundable: { amount: PRICE } });
    expect(online.refunds).toEqual([]);
    await expectBalance();
  });

  it('that the courier was paid for at the door gives back all of what is paid online as well, once', async () => {
    const { buyer, id } = await bought();
    const { payment } = ok(await payNow(buyer, id)).body;
    await desk.shipped(id);
    ok(await desk.asOwner('POST', `/orders/${id}/deliver`));
    await system.settled();
    expect((await payNow(buyer, id)).body.payment.id).toBe(payment.id);
    await pay(buyer, id, payment);
    const edits = async () => (await orderOf(buyer, id)).edits;
    await expect.poll(edits, WAIT).toMatchObject([{ status: 'dropped', droppedFor: 'PayNowNotOffered' }]);
    const refunds = async () => (await paymentsOf(buyer, id))[1].refunds;
    await expect.poll(refunds, WAIT).toMatchObject([{ amount: { amount: PRICE } }]);
    await system.settled();
    expect(await refunds()).toHaveLength(1);
    expect((await paymentsOf(buyer, id))[0]).toMatchObject({ method: 'COD', status: 'collected' });
    expect(await orderOf(buyer, id)).toMatchObject({ paymentMethod: 'COD', status: 'delivered', payNow: null });
    await expectBalance();
  });

  it('stays one when nobody pays online, and may be paid so later', async () => {
    const { buyer, id } = await bought();
    ok(await payNow(buyer, id));
    await system.settled();
    system.advance(31 * 60_000);
    const token = await system.tokenFor(['customer'], buyer.userId);
    const order = async () => (await system.call('GET', `/orders/${id}`, { token })).body;
    await expect
      .poll(async () => (await order()).edits, WAIT)
      .toMatchObject([{ status: 'dropped', droppedFor: 'unpaid' }]);
    expect(await order()).toMatchObject({ paymentMethod: 'COD', status: 'confirmed' });
    const again = await system.call('POST', `/orders/${id}/pay-now`, { token });
    expect(ok(again).body.payment).toMatchObject({ status: 'open' });
  });

  it('frees its place among the orders that one buyer may have on delivery', async () => {
    const buyer = await newBuyer(system);
    const { openMax } = orderPolicy.codPerBuyer.value;
    let id = '';
    for (let count = 0; count < openMax; count += 1) id = ok(await buyer.buy(article, 1, COD)).body.orderId;
    await system.settled();
    expect((await buyer.buy(article, 1, COD)).body.code).toBe('TooManyCodOrders');
    const { payment } = ok(await payNow(buyer, id)).body;
    ok(await pay(buyer, id, payment), 200);
    await prepaid(buyer, id);
    await system.settled();
    expect(ok(await buyer.buy(article, 1, COD)).body).toMatchObject({ status: 'confirmed' });
  });

  it('is not paid online by strangers, nor when it was paid in advance', async () => {
    const { id } = await bought();
    expect((await payNow(await newBuyer(system), id)).status).toBe(404);
    const other = await desk.confirmed();
    expect(await payNow(other.buyer, other.id)).toMatchObject({ status: 409, body: { code: 'PayNowNotOffered' } });
  });

  it('that a courier was booked for with cash is booked anew without, once it is paid', async () => {
    const company = await courierCompany(system, shop);
    const { buyer, id } = await bought();
    ok(await desk.asOwner('PUT', `/orders/${id}/status`, { status: 'packed' }), 200);
    const first = await company.booked(id);
    expect(first).toMatchObject({ collect: { amount: PRICE } });
    const { payment } = ok(await payNow(buyer, id)).body;
    ok(await pay(buyer, id, payment), 200);
    await prepaid(buyer, id);
    await expect
      .poll(async () => (await company.bookings(id)).map(({ status }) => status), WAIT)
      .toEqual(['cancelled', 'booked']);
    expect((await company.bookings(id))[1]).toMatchObject({ collect: { amount: 0 } });
    await expect.poll(async () => (await company.known(id, first.shipmentId))[0]?.isCancelled, WAIT).toBe(true);
  });
});
