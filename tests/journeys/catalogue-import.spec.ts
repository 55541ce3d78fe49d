import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { demoShop } from '../../scripts/seed/demo-shop.ts';
import { catalogueCalls, type CatalogueBody } from '../support/catalogue-answers.ts';
import { startTestSystem, type TestSystem } from '../support/system.ts';

let shop: TestSystem;
const call = catalogueCalls(() => shop);
let admin: string;
beforeAll(async () => {
  shop = await startTestSystem();
  admin = await shop.tokenFor(['admin']);
});
afterAll(() => shop.stop());

const row = (more: object = {}) => ({
  externalId: 'K-1',
  vendor: 'Neelam Crafts',
  name: 'Indigo Dabu Shirt',
  categories: ['Women > Shirts'],
  hsnCode: '6206',
  pricePaise: 89_900,
  mrpPaise: 129_900,
  colour: 'Blue',
  stock: 4,
  variants: [{ size: 'S' }, { size: 'M' }],
  ...more,
});
const importRows = (rows: readonly unknown[], token = admin) =>
  call('POST', '/catalogue/imports', { token, body: rows });
const names = (body: CatalogueBody) => body.products.map(({ name }) => name);

describe('importing products', () => {
  it('creates vendor, categories, product and stock, and changes nothing when repeated', async () => {
    const first = await importRows([row()]);
    expect(first.body).toMatchObject({
      created: 1,
      failed: 0,
      rows: [{ row: 0, externalId: 'K-1', outcome: 'created' }],
    });
    const again = await importRows([row()]);
    expect(again.body).toMatchObject({ created: 0, changed: 0, unchanged: 1, failed: 0 });
    const cheaper = await importRows([row({ pricePaise: 79_900 })]);
    expect(cheaper.body).toMatchObject({ changed: 1 });
    await shop.settled();
    const list = await call('GET', '/products?category=women-shirts');
    expect(list.body.products).toMatchObject([{ price: { amount: 79_900 }, sizes: ['S', 'M'], inStock: true }]);
    const id = first.body.rows[0]!.productId;
    const stock = await call('GET', `/products/${id}/inventory`, { token: admin });
    expect(stock.body.variants).toMatchObject([{ available: 4 }, { available: 4 }]);
  });

  it('says of every bad row what is wrong, and imports the others', async () => {
    const answer = await importRows([
      row({ externalId: 'K-2' }),
      row({ externalId: 'K-3', pricePaise: -1 }),
      row({ externalId: 'K-4', pricePaise: 200_000 }),
      'no row at all',
      row({ externalId: 'K-5', variants: [{ size: 'S' }, { size: 'S' }] }),
    ]);
    expect(answer).toMatchObject({ status: 200, body: { created: 1, failed: 4 } });
    expect(answer.body.rows).toMatchObject([
      { outcome: 'created' },
      { outcome: 'failed', reason: 'InvalidRow', externalId: 'K-3' },
      { outcome: 'failed', reason: 'PriceAboveMrp', productId: null },
      { outcome: 'failed', reason: 'InvalidRow', externalId: null },
      { outcome: 'failed', reason: 'DuplicateVariant' },
    ]);
  });

  it('keeps names in Indian scripts apart, and finds the category and the SKU of an earlier rule again', async () => {
    const category = await call('POST', '/categories', { token: admin, body: { name: 'कुर्ते', slug: 'करत' } });
    const cloth = { externalId: 'H-1', name: 'रेशमी कुर्ता', categories: ['कुर्ते', 'சேலை'], publish: false };
    const hindi = row({ ...cloth, colour: 'नीला', variants: [{ size: 'S' }, { size: 'S', colour: 'नीली' }] });
    const first = await importRows([hindi]);
    expect(first.body, JSON.stringify(first.body)).toMatchObject({ created: 1, failed: 0 });
    const id = first.body.rows[0]!.productId;
    const managed = await call('GET', `/products/${id}/manage`, { token: admin });
    const { details, variants } = managed.body as unknown as {
      details: { slug: string; categoryIds: string[] };
      variants: { variantId: string; sku: string }[];
    };
    expect(details.slug).toMatch(/^रेशमी-कुर्ता-/);
    expect(details.categoryIds).toContain(category.body.id);
    expect(variants.map(({ sku }) => sku.split('-')[2])).toEqual(['नीला', 'नीली']);
    const earlier = { colour: 'नीला', size: 'S', sku: 'H-1-नल-S', pricePaise: 89_900, mrpPaise: 129_900 };
    const path = `/products/${id}/variants/${variants[0]!.variantId}`;
    expect((await call('PUT', path, { token: admin, body: earlier })).status).toBe(200);
    expect((await importRows([hindi])).body).toMatchObject({ unchanged: 1, failed: 0 });
  });

  it('lets a vendor import for itself only', async () => {
    const userId = '01980000-0000-7000-8000-00000000000b';
    const vendor = await shop.tokenFor(['vendor'], userId);
    const refused = await importRows([row({ externalId: 'K-6' })], vendor);
    expect(refused.body).toMatchObject({ failed: 1, rows: [{ reason: 'NotYourVendor' }] });
    await call('POST', '/vendors', { token: vendor, body: { name: 'Own Label' } });
    const own = await importRows([row({ vendor: 'Own Label' })], vendor);
    expect(own.body).toMatchObject({ created: 1 });
  });
});

describe('searching', () => {
  beforeAll(async () => {
    expect((await importRows(demoShop())).body).toMatchObject({ created: 64, failed: 0 });
    await shop.settled();
  });

  it('finds words of name, brand and colour, stemmed, narrowed by filters', async () => {
    const found = await call('GET', '/products/search?q=jeans&category=men&limit=100');
    expect(names(found.body)).toHaveLength(8);
    expect(names(found.body).every((name) => name.includes('Jeans'))).toBe(true);
    expect(found.body).toMatchObject({ total: 8, correctedText: null, next: null });
    expect((await call('GET', '/products/search?q=jeans&category=women')).body.total).toBe(0);
    const cheap = await call('GET', '/products/search?q=shirts&priceMax=90000&sort=price_asc');
    const prices = cheap.body.products.map(({ price }) => price.amount);
    expect(prices.length).toBeGreaterThan(0);
    expect(prices).toEqual([...prices].sort((a, b) => a - b));
    expect(Math.max(...prices)).toBeLessThanOrEqual(90_000);
  });

  it('pages through what it found', async () => {
    for (const sort of ['relevance', 'price_desc', 'newest']) {
      const seen: string[] = [];
      for (let cursor: string | null = ''; cursor !== null;) {
        const page = await call(
          'GET',
          `/products/search?q=dress&limit=3&sort=${sort}${cursor === '' ? '' : `&cursor=${cursor}`}`,
        );
        seen.push(...page.body.products.map(({ id }) => id));
        cursor = page.body.next;
      }
      expect(seen, sort).toHaveLength(8);
      expect(new Set(seen).size, sort).toBe(8);
    }
  });

  it('forgives typing mistakes and treats punctuation as such', async () => {
    const typo = await call('GET', '/products/search?q=sareee');
    expect(typo.body).toMatchObject({ correctedText: 'saree', total: 8 });
    expect((await call('GET', `/products/search?q=${encodeURIComponent("';!|&:*()")}`)).body.total).toBe(0);
    expect((await call('GET', '/products/search')).status).toBe(400);
  });

  it('suggests names that begin like what was typed', async () => {
    const { suggestions } = (await call('GET', '/products/suggestions?q=anark')).body;
    expect(suggestions.length).toBeGreaterThan(0);
    expect(suggestions.every((name) => name.includes('Anarkali'))).toBe(true);
  });

  it('keeps the fixed paths apart from product ids', async () => {
    const userId = '01980000-0000-7000-8000-00000000000c';
    const token = await shop.tokenFor(['customer'], userId);
    expect((await call('GET', '/products/trending?limit=5')).body.products).toHaveLength(5);
    const own = await call('GET', `/products/recommended/${userId}?limit=5`, { token });
    expect(own.body.products).toHaveLength(5);
    const other = await shop.tokenFor(['customer']);
    expect((await call('GET', `/products/recommended/${userId}`, { token: other })).status).toBe(403);
    expect((await call('GET', '/products/not-an-id')).status).toBe(400);
  });
});
