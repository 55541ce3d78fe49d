import { v7 as uuidV7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stockedProduct, type StockedProduct } from '../support/stocked-product.ts';
import { startTestSystem, type TestSystem } from '../support/system.ts';

let shop: TestSystem;
let goods: StockedProduct;
beforeAll(async () => {
  shop = await startTestSystem();
  goods = await stockedProduct(shop, [30_000, 120_000, 45_000], 8);
});
afterAll(() => shop.stop());

const customer = async () => {
  const userId = uuidV7();
  const token = await shop.tokenFor(['customer'], userId);
  const call = (method: string, path: string, body?: unknown) =>
    shop.call(method, `/cart/${userId}${path}`, { token, ...(body === undefined ? {} : { body }) });
  return { userId, token, call };
};
const item = (n: number, quantity = 1) => ({ productId: goods.productId, variantId: goods.variantIds[n], quantity });

describe('a cart', () => {
  it('starts empty and grows line by line', async () => {
    const { call } = await customer();
    expect((await call('GET', '')).body).toMatchObject({
      items: [],
      itemCount: 0,
      totals: { total: { amount: 0 } },
      canOrder: false,
    });
    const added = await call('POST', '/items', item(0));
    expect(added.status).toBe(201);
    expect(added.body).toMatchObject({
      items: [
        {
          id: goods.variantIds[0],
          name: 'Block Print Kurta',
          size: 'S1',
          quantity: 1,
          quantityMax: 8,
          price: { amount: 30_000 },
          mrp: { amount: 60_000 },
        },
      ],
      totals: { subtotal: { amount: 30_000 }, shipping: { amount: 4_000 }, total: { amount: 34_000 } },
      freeDelivery: { reached: false, missing: { amount: 20_100 } },
      canOrder: true,
    });
    await call('POST', '/items', item(0, 2));
    const cart = await call('GET', '');
    expect(cart.body).toMatchObject({
      items: [{ quantity: 3 }],
      itemCount: 3,
      freeDelivery: { reached: true },
      totals: { total: { amount: 90_000 } },
    });
  });

  it('sets quantities within stock and limits, and 0 removes', async () => {
    const { call } = await customer();
    await call('POST', '/items', item(0));
    const put = (quantity: number) => call('PUT', `/items/${goods.variantIds[0]}`, { quantity });
    expect((await put(8)).body).toMatchObject({ items: [{ quantity: 8 }] });
    expect(await put(9)).toMatchObject({ status: 409, body: { code: 'InsufficientStock' } });
    expect((await put(11)).status).toBe(400);
    expect((await put(0)).body).toMatchObject({ items: [] });
    expect(await put(1)).toMatchObject({ status: 404, body: { code: 'CartItemNotFound' } });
  });

  it('is refused for what is not sold', async () => {
    const { call } = await customer();
    expect(await call('POST', '/items', { productId: uuidV7(), variantId: uuidV7() })).toMatchObject({
      status: 404,
      body: { code: 'ProductNotFound' },
    });
    expect(await call('POST', '/items', { productId: goods.productId })).toMatchObject({
      status: 422,
      body: { code: 'InvalidVariant' },
    });
    for (const resellerPricePaise of [1, 60_001])
      expect(await call('POST', '/items', { ...item(0), resellerPricePaise })).toMatchObject({
        status: 422,
        body: { code: 'InvalidResellerPrice' },
      });
  });

  it('saves lines for later, removes and clears', async () => {
    const { call } = await customer();
    for (const n of [0, 1, 2]) await call('POST', '/items', item(n));
    const [first, second, third] = goods.variantIds;
    const saved = await call('POST', `/items/${first}/save`);
    expect(saved.body).toMatchObject({ itemCount: 2, savedForLater: [{ id: first, price: { amount: 30_000 } }] });
    expect((await call('POST', `/saved/${first}/move`)).body).toMatchObject({ itemCount: 3, savedForLater: [] });
    await call('POST', `/items/${second}/save`);
    expect((await call('DELETE', `/saved/${second}`)).body).toMatchObject({ savedForLater: [] });
    expect((await call('DELETE', `/items/${third}`)).body).toMatchObject({ items: [{ id: first }] });
    expect((await call('DELETE', '')).body).toMatchObject({ items: [], itemCount: 0 });
  });

  it('lets go of what is only wished for', async () => {
    const { call } = await customer();
    for (const n of [0, 1]) await call('POST', '/items', item(n));
    const wish = () => call('POST', `/items/${goods.variantIds[0]}/wishlist`);
    expect((await wish()).body).toMatchObject({ items: [{ id: goods.variantIds[1] }], savedForLater: [] });
    expect((await wish()).body).toMatchObject({ itemCount: 1 });
  });

  it('belongs to its owner', async () => {
    const { userId } = await customer();
    const stranger = await shop.tokenFor(['customer']);
    expect((await shop.call('GET', `/cart/${userId}`, { token: stranger })).status).toBe(403);
    expect((await shop.call('GET', `/cart/${userId}`)).status).toBe(401);
  });

  it('loses no line when many edits arrive at once', async () => {
    const { call } = await customer();
    const answers = await Promise.all(Array.from({ length: 24 }, (_, n) => call('POST', '/items', item(n % 3))));
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 201));
    expect((await call('GET', '')).body).toMatchObject({
      itemCount: 24,
      items: [{ quantity: 8 }, { quantity: 8 }, { quantity: 8 }],
    });
  });

  it('says what changed since, and drops nothing', async () => {
    const own = await stockedProduct(shop, [50_000, 60_000], 5);
    const { call } = await customer();
    for (const variantId of own.variantIds)
      await call('POST', '/items', { productId: own.productId, variantId, quantity: 3 });
    const admin = await shop.tokenFor(['admin']);
    const [cheap, dear] = own.variantIds;
    const changed = await shop.call('PUT', `/products/${own.productId}/variants/${cheap}/price`, {
      token: admin,
      body: { pricePaise: 55_000, mrpPaise: 100_000 },
    });
    expect(changed.status, JSON.stringify(changed.body)).toBe(200);
    const adjusted = await shop.call('PUT', `/products/${own.productId}/inventory`, {
      token: admin,
      body: { lines: [{ variantId: dear, onHand: 2 }], reason: 'count' },
    });
    expect(adjusted.status, JSON.stringify(adjusted.body)).toBe(200);
    const cart = await call('GET', '');
    expect(cart.body).toMatchObject({
      canOrder: false,
      problems: [
        {
          code: 'PriceChanged',
          blocking: false,
          itemId: cheap,
          seenPrice: { amount: 50_000 },
          price: { amount: 55_000 },
        },
        { code: 'InsufficientStock', blocking: true, itemId: dear, available: 2 },
      ],
    });
    expect((await call('PUT', `/items/${cheap}`, { quantity: 3 })).body).toMatchObject({
      problems: [{ code: 'InsufficientStock' }],
    });
  });
});

describe('a guest', () => {
  it('has a cart that becomes the user’s at login', async () => {
    const guest = (await shop.call('POST', '/cart/guest')).body as { guestId: string; token: string };
    const theirs = { token: guest.token };
    expect((await shop.call('POST', `/cart/${guest.guestId}/items`, { ...theirs, body: item(0, 5) })).status).toBe(201);
    await shop.call('POST', `/cart/${guest.guestId}/items`, { ...theirs, body: item(1, 1) });
    expect((await shop.call('GET', `/users/${guest.guestId}/addresses`, theirs)).status).toBe(403);
    const user = await customer();
    await user.call('POST', '/items', item(0, 4));
    const merged = await user.call('POST', '/merge', { guestToken: guest.token });
    expect(merged.body).toMatchObject({ itemCount: 9, items: [{ quantity: 8 }, { quantity: 1 }] });
    expect((await user.call('POST', '/merge', { guestToken: guest.token })).body).toMatchObject({ itemCount: 9 });
    expect(await shop.call('POST', `/cart/${guest.guestId}/items`, { ...theirs, body: item(0) })).toMatchObject({
      status: 409,
      body: { code: 'CartClosed' },
    });
    expect(await user.call('POST', '/merge', { guestToken: user.token })).toMatchObject({
      status: 422,
      body: { code: 'InvalidGuestToken' },
    });
  });
});
