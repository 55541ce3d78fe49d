import { afterAll, beforeAll, expect, it } from 'vitest';
import { mailTo } from '../support/mail.ts';
import { provenCustomer, type ProvenCustomer } from '../support/proven-customer.ts';
import { stockedProduct } from '../support/stocked-product.ts';
import { startTestSystem, type TestSystem } from '../support/system.ts';

let shop: TestSystem;
let admin: string;
beforeAll(async () => {
  shop = await startTestSystem();
  admin = await shop.tokenFor(['admin']);
});
afterAll(() => shop.stop());

const setStock = (productId: string, variantId: string, onHand: number) =>
  shop.call('PUT', `/products/${productId}/inventory`, {
    token: admin,
    body: { reason: 'count', lines: [{ variantId, onHand }] },
  });

it('tells those who asked when a variant is back in stock, once', async () => {
  const { productId, variantIds } = await stockedProduct(shop, [10_000, 20_000], 1);
  const [small, large] = variantIds as [string, string];
  const [asha, ravi] = [
    await provenCustomer(shop, 'asha.w@example.com'),
    await provenCustomer(shop, 'ravi.w@example.com'),
  ];
  const watch = (method: string, { userId, token }: ProvenCustomer, variantId = small) =>
    shop.call(method, `/users/${userId}/stock-watches/${productId}/${variantId}`, { token });
  expect(await watch('PUT', asha)).toMatchObject({ status: 409, body: { code: 'AlreadyInStock' } });
  await setStock(productId, small, 0);
  await setStock(productId, large, 0);
  for (const one of [asha, asha, ravi]) expect((await watch('PUT', one)).status).toBe(200);
  expect((await watch('PUT', asha, large)).status).toBe(200);
  expect((await watch('DELETE', ravi)).status).toBe(200);
  await shop.settled();
  const listed = () => shop.call('GET', `/users/${asha.userId}/stock-watches`, { token: asha.token });
  expect((await listed()).body).toMatchObject({ watches: [{ variantId: large }, { variantId: small }] });
  await setStock(productId, small, 3);
  await setStock(productId, small, 0);
  await setStock(productId, small, 3);
  const told = async (email: string) =>
    (await mailTo(shop, email)).filter(({ subject }) => subject === 'Back in stock: Block Print Kurta').length;
  expect([await told(asha.email), await told(ravi.email)]).toEqual([1, 0]);
  expect((await listed()).body).toMatchObject({ watches: [{ variantId: large }] });
  expect((await watch('PUT', { ...ravi, token: asha.token })).status).toBe(403);
});
