import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { v7 as uuidV7 } from 'uuid';
import { newBuyer, ok, openShop, payAtGateway, type Shop } from '../support/purchase.ts';
import { startTestSystem, type TestSystem } from '../support/system.ts';

let system: TestSystem;
let shop: Shop;
beforeAll(async () => {
  system = await startTestSystem();
  shop = await openShop(system);
});
afterAll(() => system.stop());

describe('a checkout', () => {
  it('goes from the cart to a confirmed order', async () => {
    const article = await shop.sell(5);
    const buyer = await newBuyer(system);
    ok(await buyer.post(`/cart/${buyer.userId}/items`, { ...article, quantity: 2 }), 201);
    const placed = ok(await buyer.place({ paymentMethod: 'PREPAID' }));
    expect(placed.body).toMatchObject({
      orderNumber: expect.stringMatching(/^ORD-\d{8}-\d{3,}$/),
      status: 'pending',
      next: 'pay',
      total: { amount: 120_000, currency: 'INR' },
      payment: { status: 'open', gatewayOrderId: expect.stringMatching(/^order_/) },
    });
    expect(await shop.stockOf(article)).toMatchObject({ onHand: 5, reserved: 2, available: 3 });

    const paid = await payAtGateway(system, placed.body.payment.gatewayOrderId);
    const verified = ok(await buyer.post('/payments/verify', { orderId: placed.body.orderId, ...paid }), 200);
    expect(verified.body).toMatchObject({ status: 'captured', orderStatus: 'confirmed', instrument: 'upi' });
    await system.settled();
    expect(await shop.stockOf(article)).toMatchObject({ onHand: 3, reserved: 0, available: 3 });
    expect((await buyer.get(`/cart/${buyer.userId}`)).body.items).toEqual([]);
    const order = ok(await buyer.get(`/orders/${placed.body.orderId}`), 200);
    expect(order.body).toMatchObject({ status: 'confirmed', address: { city: 'Hyderabad' } });
    expect(order.body.allowedActions).toContain('cancel');
  });

  it('answers the repeated request with the same order', async () => {
    const article = await shop.sell(5);
    const buyer = await newBuyer(system);
    const key = uuidV7();
    const body = { paymentMethod: 'PREPAID', items: [{ ...article, quantity: 1 }] };
    const [first, again] = [await buyer.place(body, key), await buyer.place(body, key)];
    expect(again.body).toEqual(first.body);
    expect(await shop.stockOf(article)).toMatchObject({ reserved: 1 });
  });

  it('says why it was rejected when the stock is gone', async () => {
    const article = await shop.sell(1);
    const [first, second] = await Promise.all([newBuyer(system), newBuyer(system)]);
    ok(await first.buy(article));
    const refused = ok(await second.buy(article));
    expect(refused.body).toMatchObject({ status: 'rejected', rejectedFor: 'InsufficientStock', next: 'none' });
  });

  it('confirms cash on delivery without a payment first', async () => {
    const article = await shop.sell(2);
    const buyer = await newBuyer(system);
    const placed = ok(await buyer.buy(article, 1, { paymentMethod: 'COD' }));
    expect(placed.body).toMatchObject({ status: 'confirmed', next: 'none' });
    await system.settled();
    const payments = ok(await buyer.get(`/payments/order/${placed.body.orderId}`), 200);
    expect(payments.body.payments).toMatchObject([{ method: 'COD', status: 'due', cashDue: { amount: 60_000 } }]);
  });

  it('expires when nobody pays, and gives everything back', async () => {
    const article = await shop.sell(1);
    const buyer = await newBuyer(system);
    const placed = ok(await buyer.buy(article));
    system.advance(31 * 60_000);
    await expect
      .poll(async () => (await buyer.get(`/orders/${placed.body.orderId}`)).body.status, { timeout: 20_000 })
      .toBe('expired');
    await system.settled();
    expect(await shop.stockOf(article)).toMatchObject({ reserved: 0, available: 1 });
  });

  it('sells exactly what there is to buyers that come together, under numbers that are all different', async () => {
    const article = await shop.sell(3);
    const buyers = await Promise.all(Array.from({ length: 16 }, () => newBuyer(system)));
    const placed = await Promise.all(buyers.map((buyer) => buyer.buy(article)));
    expect(placed.filter(({ body }) => body.next === 'pay')).toHaveLength(3);
    expect(placed.filter(({ body }) => body.rejectedFor === 'InsufficientStock')).toHaveLength(13);
    expect(new Set(placed.map(({ body }) => body.orderNumber)).size).toBe(16);
  });

  it('names what is wrong with an order before it is placed', async () => {
    const article = await shop.sell(1);
    const buyer = await newBuyer(system);
    expect(await buyer.place({ paymentMethod: 'PREPAID' })).toMatchObject({ status: 409, body: { code: 'CartEmpty' } });
    const coupon = await buyer.buy(article, 1, { couponId: uuidV7() });
    expect(coupon).toMatchObject({ status: 404, body: { code: 'CouponNotFound' } });
    const unknown = await buyer.buy({ ...article, variantId: uuidV7() });
    expect(unknown).toMatchObject({ status: 409, body: { code: 'ProductNotAvailable' } });
    const costly = await shop.sell(20, 150_000);
    const cash = await buyer.buy(costly, 10, { paymentMethod: 'COD' });
    expect(cash).toMatchObject({ status: 409, body: { code: 'CodLimitExceeded' } });
    const stranger = await system.tokenFor(['customer']);
    const nowhere = await system.call('POST', '/orders', {
      token: stranger,
      body: { paymentMethod: 'PREPAID', items: [{ ...article, quantity: 1 }] },
    });
    expect(nowhere).toMatchObject({ status: 404, body: { code: 'AddressNotFound' } });
  });
});
