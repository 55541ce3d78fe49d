import { v7 as uuidV7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stockedProduct, type StockedProduct } from '../support/stocked-product.ts';
import { startTestSystem, type Answer, type TestSystem } from '../support/system.ts';

const RETRIES_MAX = 50;
const ARTICLES = 8;

let shop: TestSystem;
let goods: StockedProduct;
beforeAll(async () => {
  shop = await startTestSystem();
  goods = await stockedProduct(
    shop,
    Array.from({ length: ARTICLES }, () => 30_000),
    50,
  );
});
afterAll(() => shop.stop());

const newCart = async () => {
  const userId = uuidV7();
  const token = await shop.tokenFor(['customer'], userId);
  return (method: string, path: string, body?: object, ifMatch?: string): Promise<Answer> =>
    shop.call(method, `/cart/${userId}${path}`, {
      token,
      ...(body && { body }),
      ...(ifMatch === undefined ? {} : { headers: { 'if-match': ifMatch } }),
    });
};
type Call = Awaited<ReturnType<typeof newCart>>;
const item = (n: number, quantity = 1) => ({ productId: goods.productId, variantId: goods.variantIds[n], quantity });
const quantities = async (call: Call): Promise<Record<string, number>> => {
  const { items } = (await call('GET', '')).body as { items: { id: string; quantity: number }[] };
  return Object.fromEntries(items.map(({ id, quantity }) => [id, quantity]));
};

describe('two devices with one cart', () => {
  it('lose nothing when neither knows of the other', async () => {
    const call = await newCart();
    const all = Array.from({ length: ARTICLES }, (_, n) => n);
    const [left, right] = [all.filter((n) => n % 2 === 0), all.filter((n) => n % 2 === 1)];
    const shared = 0;
    const device = async (own: readonly number[]): Promise<void> => {
      for (const n of own) expect((await call('POST', '/items', item(n, 2))).status).toBe(201);
      expect((await call('POST', '/items', item(shared))).status).toBe(201);
      const last = goods.variantIds[own.at(-1)!];
      expect((await call('PUT', `/items/${last}`, { quantity: 5 })).status).toBe(200);
      expect((await call('DELETE', `/items/${goods.variantIds[own.at(-2)!]}`)).status).toBe(200);
    };
    await Promise.all([device(left), device(right)]);
    const [a, b, c, d, , , g, h] = goods.variantIds;
    expect(await quantities(call)).toEqual({ [a!]: 4, [b!]: 2, [c!]: 2, [d!]: 2, [g!]: 5, [h!]: 5 });
  });

  it('let one of many win each version when they say which they mean, and lose nothing when the others try again', async () => {
    const call = await newCart();
    const opened = await call('POST', '/items', item(0));
    const stale = opened.headers.get('etag')!;
    const first = await Promise.all([1, 2, 3, 4].map((n) => call('POST', '/items', item(n), stale)));
    expect(first.map(({ status }) => status).sort()).toEqual([201, 412, 412, 412]);
    expect(first.find(({ status }) => status === 412)?.body).toMatchObject({ code: 'RevisionMismatch' });
    expect(Object.keys(await quantities(call))).toHaveLength(2);

    const retry = async (n: number): Promise<void> => {
      let tag = stale;
      for (let attempt = 0; attempt < RETRIES_MAX; attempt += 1) {
        const answer = await call('POST', '/items', item(n), tag);
        if (answer.status === 201) return;
        expect(answer.status).toBe(412);
        tag = /"(\d+)"/.exec((answer.body as { detail: string }).detail)![0];
      }
      throw new Error('no attempt won');
    };
    await Promise.all([0, 1, 2, 3, 4].map(retry));
    const sum = Object.values(await quantities(call)).reduce((total, quantity) => total + quantity, 0);
    expect(sum).toBe(1 + 1 + 5);
  });

  it('apply an edit once, however often its answer was lost', async () => {
    const userId = uuidV7();
    const token = await shop.tokenFor(['customer'], userId);
    const key = uuidV7();
    const send = () => shop.call('POST', `/cart/${userId}/items`, { token, key, body: item(0, 3) });
    const answers = await Promise.all([send(), send(), send()]);
    for (const answer of [...answers, await send()]) expect([201, 409]).toContain(answer.status);
    const mine = await shop.call('GET', `/cart/${userId}`, { token });
    expect(mine.body).toMatchObject({ itemCount: 3 });
  });
});
