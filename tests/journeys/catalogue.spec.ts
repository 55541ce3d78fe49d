import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { catalogueCalls } from '../support/catalogue-answers.ts';
import { startTestSystem, type TestSystem } from '../support/system.ts';

let shop: TestSystem;
const call = catalogueCalls(() => shop);
let admin: string;
let owner: string;
let other: string;
const ownerId = '01980000-0000-7000-8000-00000000000a';

beforeAll(async () => {
  shop = await startTestSystem();
  admin = await shop.tokenFor(['admin']);
  owner = await shop.tokenFor(['vendor'], ownerId);
  other = await shop.tokenFor(['vendor']);
});
afterAll(() => shop.stop());

const variant = (size: string, pricePaise: number, mrpPaise = 200_000) => ({
  size,
  colour: 'Blue',
  pricePaise,
  mrpPaise,
});
const kurta = (vendorId: string, more: object = {}) => ({
  vendorId,
  name: 'Indigo Block Print Kurta',
  brand: 'Neelam',
  audience: 'women',
  hsnCode: '6204',
  images: ['https://images.example.com/kurta.jpg'],
  variants: [variant('M', 149_900), variant('S', 129_900)],
  publish: true,
  ...more,
});
const created = async (path: string, token: string, body: object) => {
  const answer = await call('POST', path, { token, body });
  expect(answer.status, JSON.stringify(answer.body)).toBe(201);
  return answer;
};
const after = (answer: { headers: Headers }) => ({ headers: { 'read-after': answer.headers.get('x-position')! } });

describe('the catalogue', () => {
  let vendorId: string;
  let categoryId: string;
  let parentId: string;

  beforeAll(async () => {
    vendorId = (await created('/vendors', owner, { name: 'Neelam Crafts' })).body.id;
    parentId = (await created('/categories', admin, { name: 'Women' })).body.id;
    categoryId = (await created('/categories', admin, { name: 'Kurtas', parentId })).body.id;
  });

  it('shows a published product with its variants, price and stock to its own writer at once', async () => {
    const product = await created('/products', owner, kurta(vendorId, { categoryIds: [categoryId] }));
    const id = product.body.id;
    const [medium] = product.body.variants;
    const stock = await created(`/products/${id}/inventory`, owner, {
      lines: [{ variantId: medium!.variantId, quantity: 3 }],
    });
    const page = await call('GET', `/products/${id}`, after(stock));
    expect(page.body).toMatchObject({
      id,
      vendor: { id: vendorId, name: 'Neelam Crafts' },
      variants: [
        { size: 'M', price: { amount: 149_900, currency: 'INR' }, discountPercent: 25, available: 3, fewLeft: true },
        { size: 'S', available: 0, inStock: false },
      ],
    });
    const list = await call('GET', '/products?category=women&inStock=true&sort=price_asc', after(stock));
    expect(list.body.products).toMatchObject([
      { id, price: { amount: 129_900 }, sizes: ['S', 'M'], colours: [{ name: 'Blue' }], inStock: true },
    ]);
    expect(list.body.facets).toMatchObject({
      categories: [
        { slug: 'women-kurtas', count: 1 },
        { slug: 'women', count: 1 },
      ],
      sizes: [
        { value: 'S', count: 1 },
        { value: 'M', count: 1 },
      ],
      inStock: 1,
    });
    const bySlug = await call('GET', `/products/by-slug/${page.body.slug}`);
    expect(bySlug.body.id).toBe(id);
  });

  it('answers for ever under every address that a product had', async () => {
    const made = await created('/products', owner, kurta(vendorId, { name: 'రేష్మీ కుర్తా' }));
    const { slug } = (await call('GET', `/products/${made.body.id}`, after(made))).body;
    expect(slug).toMatch(/^రేష్మీ-కుర్తా-/);
    const { brand, hsnCode } = kurta(vendorId);
    const details = { name: 'பட்டு குர்தா', brand, hsnCode };
    const renamed = await call('PUT', `/products/${made.body.id}`, { token: owner, body: details });
    expect(renamed.status, JSON.stringify(renamed.body)).toBe(200);
    const earlier = await call('GET', `/products/by-slug/${encodeURIComponent(slug)}`, after(renamed));
    expect(earlier).toMatchObject({ status: 200, body: { id: made.body.id, name: 'பட்டு குர்தா' } });
    expect(earlier.body.slug).toMatch(/^பட்டு-குர்தா-/);
    expect((await call('GET', `/products/by-slug/${encodeURIComponent(earlier.body.slug)}`)).body.id).toBe(
      made.body.id,
    );
    expect((await call('GET', '/products/by-slug/nobody-had-this')).status).toBe(404);
  });

  it('keeps drafts from readers, and one vendor from the products of another', async () => {
    const draft = await created('/products', owner, kurta(vendorId, { name: 'A draft', publish: false }));
    const id = draft.body.id;
    expect((await call('GET', `/products/${id}`, after(draft))).status).toBe(404);
    expect((await call('GET', `/products/${id}/manage`, { token: owner })).body.status).toBe('draft');
    expect((await call('GET', `/products/${id}/manage`, { token: other })).status).toBe(403);
    const taken = await call('POST', `/products/${id}/publication`, { token: other, body: {} });
    expect(taken.status).toBe(403);
    const published = await call('POST', `/products/${id}/publication`, { token: owner, body: {} });
    expect((await call('GET', `/products/${id}`, after(published))).status).toBe(200);
    const archived = await call('DELETE', `/products/${id}`, { token: owner });
    expect((await call('GET', `/products/${id}`, after(archived))).status).toBe(404);
  });

  it('refuses a price above the MRP and names the field of a wrong input', async () => {
    const dear = await call('POST', '/products', {
      token: owner,
      body: kurta(vendorId, { variants: [variant('M', 300_000)] }),
    });
    expect(dear).toMatchObject({ status: 422, body: { code: 'PriceAboveMrp' } });
    const wrong = await call('POST', '/products', { token: owner, body: kurta(vendorId, { hsnCode: '12' }) });
    expect(wrong).toMatchObject({ status: 400, body: { errors: [{ pointer: '/body/hsnCode' }] } });
  });

  it('keeps the history of prices', async () => {
    const product = await created('/products', owner, kurta(vendorId));
    const id = product.body.id;
    const [first] = product.body.variants;
    const price = { pricePaise: 99_900, mrpPaise: 200_000 };
    const path = `/products/${id}/variants/${first!.variantId}/price`;
    await call('PUT', path, { token: owner, body: price });
    const last = await call('PUT', path, { token: owner, body: { ...price, pricePaise: 149_900 } });
    const history = await call('GET', `/products/${id}/price-history`, after(last));
    expect(history.body.variants[0]).toMatchObject({ lowest: { amount: 99_900 } });
    expect(history.body.variants[0]!.prices).toHaveLength(3);
  });

  it('pages through a list by cursor without loss or repetition', async () => {
    const made: string[] = [];
    for (let n = 0; n < 7; n += 1)
      made.push((await created('/products', owner, kurta(vendorId, { brand: 'Paged', name: `Paged ${n}` }))).body.id);
    await shop.settled();
    for (const sort of ['newest', 'price_asc', 'price_desc', 'discount', 'name']) {
      const seen: string[] = [];
      for (let cursor: string | null = ''; cursor !== null;) {
        const page = await call(
          'GET',
          `/products?brand=Paged&limit=3&sort=${sort}&facets=false${cursor === '' ? '' : `&cursor=${cursor}`}`,
        );
        seen.push(...page.body.products.map(({ id }) => id));
        cursor = page.body.next;
      }
      expect([...seen].sort(), sort).toEqual([...made].sort());
    }
    expect((await call('GET', '/products?cursor=nonsense')).status).toBe(400);
  });

  it('lets go of nothing when a category is moved below itself', async () => {
    const moved = await call('PUT', `/categories/${parentId}`, {
      token: admin,
      body: { name: 'Women', parentId: categoryId },
    });
    expect(moved).toMatchObject({ status: 409, body: { code: 'CategoryInsideItself' } });
  });
});

it('shows no image of a vendor or a category that a browser would run', async () => {
  const token = await shop.tokenFor(['admin']);
  for (const url of ['javascript:alert(1)', 'data:text/html,<script>alert(1)</script>', 'ftp://images.example/a.png'])
    for (const [path, body] of [
      ['/vendors', { name: 'Runs Code', logoUrl: url }],
      ['/categories', { name: 'Runs Code', imageUrl: url }],
    ] as const)
      expect(await shop.call('POST', path, { token, body }), `${path} ${url}`).toMatchObject({ status: 400 });
});
