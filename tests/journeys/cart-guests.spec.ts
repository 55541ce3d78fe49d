import { v7 as uuidV7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stockedProduct, type StockedProduct } from '../support/stocked-product.ts';
import { startTestSystem, type Answer, type TestSystem } from '../support/system.ts';

type Items = { readonly items: readonly { readonly variantId: string; readonly quantity: number }[] };
let shop: TestSystem;
let goods: StockedProduct;
beforeAll(async () => {
  shop = await startTestSystem();
  goods = await stockedProduct(
    shop,
    Array.from({ length: 9 }, () => 30_000),
    50,
  );
});
afterAll(() => shop.stop());

const caller = (userId: string, token: string) => ({
  userId,
  token,
  call: (method: string, path: string, body?: unknown): Promise<Answer> =>
    shop.call(method, `/cart/${userId}${path}`, { token, ...(body === undefined ? {} : { body }) }),
});
const customer = async () => {
  const userId = uuidV7();
  return caller(userId, await shop.tokenFor(['customer'], userId));
};
const guest = async () => {
  const { guestId, token } = (await shop.call('POST', '/cart/guest')).body as { guestId: string; token: string };
  return caller(guestId, token);
};
const item = (n: number, quantity = 1) => ({ productId: goods.productId, variantId: goods.variantIds[n], quantity });

describe('a guest’s cart that is merged', () => {
  it('loses nothing that its device adds at the same moment: it arrives, or is refused', async () => {
    for (let round = 0; round < 5; round += 1) {
      const [visitor, user] = [await guest(), await customer()];
      await visitor.call('POST', '/items', item(0));
      const adding = [1, 2, 3, 4, 5, 6, 7, 8].map(async (n) => ({
        n,
        ...(await visitor.call('POST', '/items', item(n))),
      }));
      const merged = await user.call('POST', '/merge', { guestToken: visitor.token });
      expect(merged.status).toBe(200);
      const there = new Set((merged.body as Items).items.map(({ variantId }) => variantId));
      for (const { n, status, body } of await Promise.all(adding))
        if (status === 201) expect(there, `round ${round}, article ${n}`).toContain(goods.variantIds[n]);
        else expect(body).toMatchObject({ code: 'CartClosed' });
    }
  });

  it('is merged once by any number of requests, of its user alone, and never again', async () => {
    const [visitor, user, other] = [await guest(), await customer(), await customer()];
    await visitor.call('POST', '/items', item(0, 2));
    const body = { guestToken: visitor.token };
    const [first, ...more] = await Promise.all(Array.from({ length: 6 }, () => user.call('POST', '/merge', body)));
    for (const answer of [first!, ...more])
      expect(answer).toMatchObject({ status: 200, body: { items: [{ quantity: 2 }] } });
    expect(await other.call('POST', '/merge', body)).toMatchObject({ status: 409, body: { code: 'CartClosed' } });
    // More additions than the user's cart remembers: what was merged long ago stays merged.
    for (let n = 0; n < 110; n += 1) await user.call('POST', '/items', item(1 + (n % 8)));
    expect((await user.call('POST', '/merge', body)).body).toMatchObject({
      items: [{ quantity: 2 }, {}, {}, {}, {}, {}, {}, {}, {}],
    });
    expect((await visitor.call('GET', '')).body).toMatchObject({ items: [] });
  });
});
