import { afterAll, beforeAll, expect, it } from 'vitest';
import { orderDesk } from '../support/order-desk.ts';
import { newBuyer, ok, openShop, type Buyer, type Shop } from '../support/purchase.ts';
import { createCoupon } from '../support/shopper.ts';
import { startTestSystem, type TestSystem } from '../support/system.ts';

const COD = { paymentMethod: 'COD' };
let system: TestSystem;
let shop: Shop;
beforeAll(async () => {
  system = await startTestSystem();
  shop = await openShop(system);
});
afterAll(() => system.stop());

const apply = (buyer: Buyer, code: string) => buyer.post(`/cart/${buyer.userId}/apply-coupon`, { code });
const usesOf = async (id: string): Promise<number> =>
  (await system.call('GET', `/coupons/managed/${id}`, { token: shop.admin })).body.uses;

it('an offer for first orders is for one order, also of two at once', async () => {
  const article = await shop.sell(20);
  const { id: couponId } = await createCoupon(system, 'FIRST', { segments: ['firstOrder'] });
  const buyer = await newBuyer(system);
  ok(await buyer.post(`/cart/${buyer.userId}/items`, { ...article, quantity: 1 }));
  expect((await apply(buyer, 'FIRST')).body).toMatchObject({ coupon: { applied: true } });
  const answers = await Promise.all(Array.from({ length: 4 }, () => buyer.buy(article, 1, { ...COD, couponId })));
  await system.settled();
  expect(await usesOf(couponId)).toBe(1);
  const placed = answers.filter(({ status }) => status < 300).map(({ body }) => body.orderId as string);
  const orders = await Promise.all(placed.map((orderId) => buyer.get(`/orders/${orderId}`)));
  expect(orders.filter(({ body }) => body.status === 'confirmed')).toHaveLength(1);
  // Now that there is an order, neither the cart nor an order gets it again, whether or not the first one is kept.
  const kept = orders.find(({ body }) => body.status === 'confirmed')!.body.id as string;
  ok(await buyer.post(`/orders/${kept}/cancel`, { reason: 'changedMind' }));
  await system.settled();
  expect(await usesOf(couponId)).toBe(0);
  ok(await buyer.post(`/cart/${buyer.userId}/items`, { ...article, quantity: 1 }));
  const refused = { status: 409, body: { code: 'CouponSegmentNotMet', detail: 'FIRST is for a first order.' } };
  expect(await apply(buyer, 'FIRST')).toMatchObject(refused);
  expect(await buyer.buy(article, 1, { ...COD, couponId })).toMatchObject(refused);
  const sale = { userId: buyer.userId, subtotalPaise: 50_000 };
  const body = { code: 'FIRST', orderId: kept, sale };
  expect(await system.call('POST', '/coupons/redeem', { token: shop.admin, body })).toMatchObject({
    status: 409,
    body: { code: 'CouponSegmentNotMet' },
  });
});

it('goods that were delivered make a tier, and the tier opens its offers', async () => {
  const article = await shop.sell(20, 250_000);
  const desk = orderDesk(system, shop, article);
  await createCoupon(system, 'SILVER', { segments: ['silver', 'gold'] });
  const { buyer, id } = await desk.confirmed(4);
  const tier = async () => (await buyer.get(`/wallet/${buyer.userId}`)).body.tier as unknown;
  ok(await buyer.post(`/cart/${buyer.userId}/items`, { ...article, quantity: 1 }));
  expect(await apply(buyer, 'SILVER')).toMatchObject({ status: 409, body: { code: 'CouponSegmentNotMet' } });
  expect(await tier()).toMatchObject({ name: 'bronze', earned: 0, next: { name: 'silver', missing: 1_000 } });
  await desk.shipped(id);
  ok(await desk.asOwner('POST', `/orders/${id}/deliver`));
  await system.settled();
  expect(await tier()).toMatchObject({ name: 'silver', earned: 1_000, next: { name: 'gold', missing: 4_000 } });
  expect((await apply(buyer, 'SILVER')).body).toMatchObject({ coupon: { applied: true } });
});
