import { afterAll, beforeAll, expect, it } from 'vitest';
import { catalogueCalls } from '../support/catalogue-answers.ts';
import { startTestSystem, type TestSystem } from '../support/system.ts';

const SETTLED_MS = 61_000;
let shop: TestSystem;
const call = catalogueCalls(() => shop);
let admin: string;
const vendors: string[] = [];
beforeAll(async () => {
  shop = await startTestSystem();
  admin = await shop.tokenFor(['admin']);
  for (const name of ['Neelam', 'Kasuti'])
    vendors.push((await call('POST', '/vendors', { token: admin, body: { name } })).body.id);
});
afterAll(() => shop.stop());

const variant = (sku: string | undefined, more: object = {}) => ({
  size: 'M',
  pricePaise: 99_900,
  mrpPaise: 129_900,
  ...(sku === undefined ? {} : { sku }),
  ...more,
});
const create = (variants: readonly object[], vendorId = vendors[0]) =>
  call('POST', '/products', {
    token: admin,
    body: { vendorId, name: 'Dabu Kurta', brand: 'Neelam', hsnCode: '6204', variants },
  });

it('gives a SKU to one product of all vendors, however it is written and however many ask at once', async () => {
  const skus = [' kurta-1', 'KURTA-1', 'Kurta-1', 'kurta-1 '];
  const answers = await Promise.all(skus.map((sku, n) => create([variant(sku)], vendors[n % 2])));
  expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409]);
  const refused = answers.find(({ status }) => status === 409)!.body as unknown as { code: string; detail: string };
  expect(refused.code).toBe('SkuTaken');
  expect(refused.detail).toContain('KURTA-1');
});

it('is free again at once when the product was refused, and after a while when it was renamed', async () => {
  const dear = await create([variant('SAREE-1', { pricePaise: 200_000 })]);
  expect(dear).toMatchObject({ status: 422, body: { code: 'PriceAboveMrp' } });
  const made = await create([variant('SAREE-1')]);
  expect(made.status).toBe(201);
  const { id, variants } = made.body;
  const path = `/products/${id}/variants/${variants[0]!.variantId}`;
  const renamed = await call('PUT', path, { token: admin, body: variant('SAREE-2') });
  expect(renamed.status).toBe(200);
  expect(renamed.headers.get('etag')).toBe('"1"');
  expect((await create([variant('SAREE-1')])).status).toBe(409);
  shop.advance(SETTLED_MS);
  expect((await create([variant('SAREE-1')])).status).toBe(201);
  const back = await call('PUT', path, { token: admin, body: variant('SAREE-1') });
  expect(back).toMatchObject({ status: 409, body: { code: 'SkuTaken' } });
  expect(
    (await call('POST', `/products/${id}/variants`, { token: admin, body: variant('KURTA-1', { size: 'L' }) })).status,
  ).toBe(409);
});

it('fails the rows of an import whose SKUs others have, and imports the rest', async () => {
  const row = (vendor: string, externalId: string, sku?: string) => ({
    externalId,
    vendor,
    name: 'Ikat Stole',
    hsnCode: '6214',
    pricePaise: 49_900,
    variants: [{ size: 'Free Size', ...(sku === undefined ? {} : { sku }) }],
  });
  const rows = [row('Neelam', 'I-1', 'IKAT'), row('Kasuti', 'I-1', 'ikat'), row('Neelam', 'I-2'), row('Kasuti', 'I-2')];
  const answer = await call('POST', '/catalogue/imports', { token: admin, body: rows });
  expect(answer.body.rows).toMatchObject([
    { outcome: 'created' },
    { outcome: 'failed', reason: 'SkuTaken' },
    { outcome: 'created' },
    { outcome: 'created' },
  ]);
  const again = await call('POST', '/catalogue/imports', { token: admin, body: rows });
  expect(again.body).toMatchObject({ unchanged: 3, failed: 1 });
});
