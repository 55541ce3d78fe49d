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

it('tells those who asked when a variant costs less, once', async () => {
  const { productId, variantIds } = await stockedProduct(shop, [10_000, 10_000], 1);
  const [small, large] = variantIds as [string, string];
  const [asha, ravi, meera] = [
    await provenCustomer(shop, 'asha.p@example.com'),
    await provenCustomer(shop, 'ravi.p@example.com'),
    await provenCustomer(shop, 'meera.p@example.com'),
  ];
  const path = ({ userId }: ProvenCustomer, variantId: string) =>
    `/users/${userId}/price-watches/${productId}/${variantId}`;
  const watch = (who: ProvenCustomer, variantId: string, body: object = {}) =>
    shop.call('PUT', path(who, variantId), { token: who.token, body });
  const listed = () => shop.call('GET', `/users/${asha.userId}/price-watches`, { token: asha.token });
  const reprice = async (pricePaise: number) => {
    const prices = `/products/${productId}/variants/${small}/price`;
    await shop.call('PUT', prices, { token: admin, body: { pricePaise, mrpPaise: 20_000 } });
    await shop.settled();
  };
  const told = async ({ email }: ProvenCustomer) =>
    (await mailTo(shop, email))
      .filter(({ subject }) => subject === 'Price drop: Block Print Kurta')
      .map(({ text }) => /₹[\d.]+\d/.exec(text)?.[0]);

  expect(await watch(asha, small, { belowPaise: 10_001 })).toMatchObject({
    status: 409,
    body: { code: 'AlreadyBelowPrice' },
  });
  for (const variantId of [small, small, large])
    expect(await watch(asha, variantId)).toMatchObject({ status: 200, body: { belowPaise: 10_000 } });
  expect((await watch(ravi, small, { belowPaise: 8_000 })).status).toBe(200);
  await watch(meera, small);
  expect((await shop.call('DELETE', path(meera, small), { token: meera.token })).status).toBe(200);
  expect((await shop.call('PUT', path(ravi, small), { token: asha.token, body: {} })).status).toBe(403);
  await shop.settled();
  expect((await listed()).body).toMatchObject({ watches: [{ variantId: large }, { variantId: small }] });

  for (const price of [11_000, 9_000, 8_000, 8_500]) await reprice(price);
  expect([await told(asha), await told(ravi), await told(meera)]).toEqual([['₹90.00'], [], []]);
  expect((await listed()).body).toMatchObject({ watches: [{ variantId: large, belowPaise: 10_000 }] });
  for (const price of [7_999, 7_000]) await reprice(price);
  expect([await told(asha), await told(ravi), await told(meera)]).toEqual([['₹90.00'], ['₹79.99'], []]);
});
