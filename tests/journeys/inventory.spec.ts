import { afterAll, beforeAll, expect, it } from 'vitest';
import { v7 as uuidV7 } from 'uuid';
import { stockedProduct } from '../support/stocked-product.ts';
import { startTestSystem, type TestSystem } from '../support/system.ts';

let shop: TestSystem;
let admin: string;
beforeAll(async () => {
  shop = await startTestSystem();
  admin = await shop.tokenFor(['admin']);
});
afterAll(() => shop.stop());

it('moves stock between warehouses without selling it twice', async () => {
  const { productId, variantIds } = await stockedProduct(shop, [50_000], 3);
  const path = `/products/${productId}/inventory/transfers`;
  const body = { transferId: uuidV7(), from: 'main', to: 'pune', lines: [{ variantId: variantIds[0], quantity: 2 }] };
  for (let time = 0; time < 2; time += 1)
    expect(await shop.call('POST', path, { token: admin, body })).toMatchObject({
      status: 201,
      body: { variants: [{ available: 3, onHand: 3, warehouses: { main: 1, pune: 2 } }] },
    });
  const many = Array.from({ length: 3 }, () =>
    shop.call('POST', path, { token: admin, body: { ...body, transferId: uuidV7(), from: 'pune', to: 'main' } }),
  );
  expect((await Promise.all(many)).map(({ status }) => status).sort()).toEqual([201, 409, 409]);
});

it('lists what has few pieces left, to those whose it is', async () => {
  const few = await stockedProduct(shop, [10_000, 20_000], 2);
  const none = await stockedProduct(shop, [10_000], 1);
  await stockedProduct(shop, [10_000], 50);
  const taken = { warehouseId: 'main', reason: 'count', lines: [{ variantId: none.variantIds[0], onHand: 0 }] };
  await shop.call('PUT', `/products/${none.productId}/inventory`, { token: admin, body: taken });
  await shop.settled();
  const list = async (query: string) => shop.call('GET', `/inventory/low-stock?${query}`, { token: admin });
  const body = (await list('below=3')).body as {
    products: { productId: string; vendorId: string; variants: object[] }[];
  };
  expect(body.products.map(({ productId }) => productId)).toEqual([none.productId, few.productId]);
  expect(body.products[1]!.variants).toMatchObject([{ available: 2 }, { available: 2 }]);
  const first = await list('below=3&limit=1');
  const { next } = first.body as { next: string };
  expect((await list(`below=3&limit=1&cursor=${next}`)).body).toMatchObject({
    products: [{ productId: few.productId }],
    next: null,
  });
  const vendor = await shop.tokenFor(['vendor']);
  const asVendor = (query: string) => shop.call('GET', `/inventory/low-stock?${query}`, { token: vendor });
  expect((await asVendor('below=3')).status).toBe(422);
  expect((await asVendor(`vendorId=${body.products[0]!.vendorId}`)).status).toBe(403);
});
