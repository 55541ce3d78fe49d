import { afterAll, beforeAll, expect, it } from 'vitest';
import { newBuyer, ok, openShop, payAtGateway, type Shop } from '../support/purchase.ts';
import { createCoupon } from '../support/shopper.ts';
import { startTestSystem, type TestSystem } from '../support/system.ts';

let system: TestSystem;
let shop: Shop;
beforeAll(async () => {
  system = await startTestSystem();
  shop = await openShop(system);
});
afterAll(() => system.stop());

type Placed = { readonly orderId: string; readonly payment: { readonly gatewayOrderId: string } };

it('an order costs what its cart said, and coupon, coins and money come back with a cancellation', async () => {
  const article = await shop.sell(5, 150_000);
  const buyer = await newBuyer(system);
  const { userId } = buyer;
  const coupon = await createCoupon(system, 'WHOLE', { usesMax: 1 });
  const promotion = await createCoupon(system, 'ALWAYS', {
    discount: { type: 'percentage', basisPoints: 1_000 },
    automatic: true,
  });
  ok(await system.call('POST', `/wallet/${userId}/grants`, { token: shop.admin, body: { coins: 80 } }));
  ok(await buyer.post(`/cart/${userId}/items`, article));
  ok(await buyer.post(`/cart/${userId}/apply-coupon`, { code: 'whole' }));
  ok(await buyer.post(`/cart/${userId}/apply-coins`, { coins: 80 }));
  const cart = await buyer.get(`/cart/${userId}`);
  // 1,500 less 10% by promotion, ₹50 by coupon and 80 coins.
  expect(cart.body).toMatchObject({
    totals: { total: { amount: 122_000 } },
    promotions: [{ couponId: promotion.id }],
    canOrder: true,
  });

  const placed = ok(await buyer.place({ paymentMethod: 'PREPAID' }));
  expect(placed.body).toMatchObject({ total: { amount: 122_000 }, next: 'pay' });
  expect((await buyer.get(`/wallet/${userId}`)).body).toMatchObject({ spendable: 0, held: 80 });
  const other = await newBuyer(system);
  ok(await other.post(`/cart/${other.userId}/items`, article));
  expect(await other.post(`/cart/${other.userId}/apply-coupon`, { code: 'WHOLE' })).toMatchObject({
    body: { code: 'CouponExhausted' },
  });

  const { orderId, payment } = placed.body as Placed;
  ok(await buyer.post('/payments/verify', { orderId, ...(await payAtGateway(system, payment.gatewayOrderId)) }), 200);
  await system.settled();
  expect((await buyer.get(`/cart/${userId}`)).body).toMatchObject({ items: [], coupon: null, coins: { requested: 0 } });
  expect((await buyer.get(`/wallet/${userId}`)).body).toMatchObject({ spendable: 0, held: 0 });
  expect((await buyer.get(`/coupons/user/${userId}`)).body).toMatchObject({
    used: expect.arrayContaining([
      expect.objectContaining({ orderId, discount: { amount: 5_000, currency: 'INR' } }),
    ]) as unknown,
  });
  ok(await buyer.post('/coupons/redeem', { code: 'WHOLE', orderId }), 200);
  expect((await buyer.get(`/ledger/accounts/buyer:${userId}/explain`)).body).toMatchObject({
    balance: { amount: 0 },
    entryCount: 2,
  });

  ok(await buyer.post(`/orders/${orderId}/cancel`, { reason: 'changedMind' }));
  await expect
    .poll(async () => (await buyer.get(`/ledger/accounts/buyer:${userId}/explain`)).body as unknown, {
      timeout: 20_000,
      interval: 200,
    })
    .toMatchObject({ balance: { amount: 0 }, entryCount: 4 });
  await system.settled();
  expect((await buyer.get(`/wallet/${userId}`)).body).toMatchObject({ spendable: 80, held: 0 });
  expect((await buyer.get(`/ledger/accounts/coins:${userId}/explain`)).body).toMatchObject({
    balance: { amount: 8_000 },
    entries: [{ event: 'CoinsRestored' }, { event: 'CoinsHeld' }, { event: 'CoinsGranted' }],
  });
  ok(await other.post(`/cart/${other.userId}/apply-coupon`, { code: 'WHOLE' }), 200);
  const all = (await system.call('GET', '/coupons/all', { token: shop.admin })).body as {
    coupons: { id: string; uses: number }[];
  };
  for (const { id } of [coupon, promotion]) expect(all.coupons.find((one) => one.id === id)).toMatchObject({ uses: 0 });
  expect((await system.call('GET', '/ledger/balance-check', { token: shop.admin })).body).toMatchObject({
    sum: { amount: 0 },
  });
});
