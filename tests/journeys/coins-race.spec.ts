import { afterAll, beforeAll, expect, it } from 'vitest';
import { newBuyer, ok, openShop, type Shop } from '../support/purchase.ts';
import { startTestSystem, type TestSystem } from '../support/system.ts';

/** No more than a buyer may have on delivery at once. */
const ORDERS = 5;
const PAID_FOR = 3;
const COINS_EACH = 100;

let system: TestSystem;
let shop: Shop;
beforeAll(async () => {
  system = await startTestSystem();
  shop = await openShop(system);
});
afterAll(() => system.stop());

it('orders at the same time get as many coins as there are, and not one more', async () => {
  const article = await shop.sell(ORDERS, 150_000);
  const buyer = await newBuyer(system);
  const { userId } = buyer;
  const wallet = async (): Promise<unknown> => (await buyer.get(`/wallet/${userId}`)).body as unknown;
  const body = { coins: PAID_FOR * COINS_EACH + 1 };
  ok(await system.call('POST', `/wallet/${userId}/grants`, { token: shop.admin, body }));
  const answers = await Promise.all(
    Array.from({ length: ORDERS }, () => buyer.buy(article, 1, { paymentMethod: 'COD', coins: COINS_EACH })),
  );
  await system.settled();
  const orders = await Promise.all(answers.map(({ body: { orderId } }) => buyer.get(`/orders/${orderId}`)));
  const confirmed = orders.filter((order) => order.body.status === 'confirmed');
  const others = orders.filter((order) => order.body.status !== 'confirmed');
  expect(confirmed).toHaveLength(PAID_FOR);
  for (const order of others)
    expect(order.body).toMatchObject({ status: 'rejected', rejectedFor: 'InsufficientCoins' });
  expect(await wallet()).toMatchObject({ spendable: 1, held: 0 });
  expect(await shop.stockOf(article)).toMatchObject({ onHand: ORDERS - PAID_FOR, reserved: 0 });
  expect((await buyer.get(`/ledger/accounts/coins:${userId}/explain`)).body).toMatchObject({
    balance: { amount: 100 },
  });

  // What one order gives back, one other order can spend.
  const [first] = confirmed;
  ok(await buyer.post(`/orders/${first?.body.id}/cancel`, { reason: 'changedMind' }));
  await system.settled();
  expect(await wallet()).toMatchObject({ spendable: COINS_EACH + 1 });
});
