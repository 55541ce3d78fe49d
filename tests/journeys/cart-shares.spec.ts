import { afterAll, beforeAll, expect, it } from 'vitest';
import { newShopper } from '../support/shopper.ts';
import { stockedProduct, type StockedProduct } from '../support/stocked-product.ts';
import { startTestSystem, type TestSystem } from '../support/system.ts';

const DAY_MS = 86_400_000;

let shop: TestSystem;
let goods: StockedProduct;
beforeAll(async () => {
  shop = await startTestSystem();
  goods = await stockedProduct(shop, [30_000, 120_000], 4);
});
afterAll(() => shop.stop());

it('a cart is shared by a link that others read and copy, until it is taken back or expires', async () => {
  const [owner, friend] = await Promise.all([newShopper(shop), newShopper(shop)]);
  const shares = `/cart/${owner.userId}/shares`;
  expect(await owner.call('POST', shares)).toMatchObject({ status: 409, body: { code: 'CartEmpty' } });
  for (const [n, variantId] of goods.variantIds.entries())
    await owner.call('POST', `/cart/${owner.userId}/items`, { productId: goods.productId, variantId, quantity: n + 2 });
  const made = await owner.call('POST', shares, { days: 2 });
  expect(made.status, JSON.stringify(made.body)).toBe(201);
  const { token, shareId } = made.body as { token: string; shareId: string };
  await owner.call('DELETE', `/cart/${owner.userId}/items/${goods.variantIds[0]}`);

  const look = (one = token) => shop.call('GET', `/shared-carts/${one}`);
  const shown = await look();
  expect(shown).toMatchObject({
    status: 200,
    body: { items: [{ quantity: 2, price: { amount: 30_000 }, available: 4 }, { quantity: 3 }] },
  });
  expect(JSON.stringify(shown.body)).not.toContain(owner.userId);
  expect((await look(`${shareId}.${'0'.repeat(64)}`)).status).toBe(404);
  expect((await friend.call('POST', shares)).status).toBe(403);

  const copy = (one = token) => friend.call('POST', `/cart/${friend.userId}/copies`, { token: one });
  expect((await copy()).body).toMatchObject({ itemCount: 5, items: [{ quantity: 2 }, { quantity: 3 }] });
  expect((await copy()).body, 'no more than there is').toMatchObject({ items: [{ quantity: 4 }, { quantity: 4 }] });
  expect(await copy('nonsense')).toMatchObject({ status: 404, body: { code: 'CartShareNotFound' } });

  expect((await friend.call('DELETE', `/cart/${friend.userId}/shares/${shareId}`)).status).toBe(404);
  expect((await owner.call('DELETE', `${shares}/${shareId}`)).status).toBe(200);
  expect((await look()).status).toBe(410);
  expect((await copy()).status).toBe(410);

  const next = (await owner.call('POST', shares, { days: 2 })).body as { token: string };
  expect((await look(next.token)).status).toBe(200);
  shop.advance(2 * DAY_MS);
  expect((await look(next.token)).status).toBe(410);
});
