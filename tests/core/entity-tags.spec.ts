import { afterAll, beforeAll, expect, it } from 'vitest';
import { stockedProduct } from '../support/stocked-product.ts';
import { startTestSystem, type TestSystem } from '../support/system.ts';

let shop: TestSystem;
beforeAll(async () => {
  shop = await startTestSystem();
});
afterAll(() => shop.stop());

it('answers 304 to a client that has the content, until it changes', async () => {
  const { productId, variantIds } = await stockedProduct(shop, [50_000], 9);
  await shop.settled();
  const path = `/products/${productId}`;
  const first = await shop.call('GET', path);
  const etag = first.headers.get('etag')!;
  expect(etag).toMatch(/^W\/"[\w-]+"$/);
  expect(first.headers.get('cache-control')).toBe('private, no-cache');
  const ask = (tag: string) => shop.call('GET', path, { headers: { 'if-none-match': tag } });
  for (const tag of [etag, `"other", ${etag}`, etag.slice(2), '*']) {
    const answer = await ask(tag);
    expect([answer.status, answer.body, answer.headers.get('etag')], tag).toEqual([304, '', etag]);
  }
  expect((await ask('"other"')).status).toBe(200);
  const price = { pricePaise: 49_900, mrpPaise: 100_000 };
  const token = await shop.tokenFor(['admin']);
  const changed = await shop.call('PUT', `${path}/variants/${variantIds[0]}/price`, { token, body: price });
  expect(changed.status).toBe(200);
  await shop.settled();
  const after = await ask(etag);
  expect(after).toMatchObject({ status: 200, body: { variants: [{ price: { amount: 49_900 } }] } });
  expect(after.headers.get('etag')).not.toBe(etag);
});

it('tags no problem, and names none of it missing', async () => {
  const answer = await shop.call('GET', '/products/01980000-0000-7000-8000-000000000001', {
    headers: { 'if-none-match': '*' },
  });
  expect([answer.status, answer.headers.get('etag')]).toEqual([404, null]);
});
