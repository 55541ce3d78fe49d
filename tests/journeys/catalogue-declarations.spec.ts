import { afterAll, beforeAll, expect, it } from 'vitest';
import { stockedProduct } from '../support/stocked-product.ts';
import { startTestSystem, type TestSystem } from '../support/system.ts';

let shop: TestSystem;
let token: string;
beforeAll(async () => {
  shop = await startTestSystem();
  token = await shop.tokenFor(['admin']);
});
afterAll(() => shop.stop());

const maker = { name: 'Neelam Textiles', address: '1 Mill Road, Jaipur 302001' };
const declarations = {
  commodity: "Women's kurta",
  netQuantity: { value: 1, unit: 'piece' },
  manufacturer: maker,
  customerCare: 'care@neelam.example, 1800 000 000',
};
const kurta = { name: 'Block Print Kurta', brand: 'Neelam', hsnCode: '6204' };

it('shows what the law wants declared of a package, and an importer for what comes from abroad', async () => {
  const { productId } = await stockedProduct(shop, [10_000], 1);
  const path = `/products/${productId}`;
  const declare = (more: object) => shop.call('PUT', path, { token, body: { ...kurta, ...more } });
  await shop.settled();
  expect((await shop.call('GET', path)).body).toMatchObject({ countryOfOrigin: null, declarations: null });
  const refused = await declare({ countryOfOrigin: 'Italy', declarations });
  expect(refused).toMatchObject({ status: 422, body: { code: 'InvalidDeclarations' } });
  expect(JSON.stringify(refused.body)).toContain('declarations.importer');
  const half = await declare({
    countryOfOrigin: 'India',
    declarations: { ...declarations, netQuantity: { value: 0.5 } },
  });
  expect(half.status).toBe(400);
  const imported = { ...declarations, importer: { name: 'Asha Imports', address: '2 Dock Road, Mumbai 400001' } };
  expect((await declare({ countryOfOrigin: 'Italy', declarations: imported })).status).toBe(200);
  await shop.settled();
  expect((await shop.call('GET', path)).body).toMatchObject({ countryOfOrigin: 'Italy', declarations: imported });
});

it('refuses a variant of which nobody could buy enough', async () => {
  const { productId } = await stockedProduct(shop, [10_000], 1);
  const body = { size: 'L', pricePaise: 10_000, mrpPaise: 10_000, quantityMin: 4, quantityMax: 3 };
  const answer = await shop.call('POST', `/products/${productId}/variants`, { token, body });
  expect(answer).toMatchObject({ status: 422, body: { code: 'InvalidQuantityRange' } });
});
