import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestSystem, type TestSystem } from '../support/system.ts';

let shop: TestSystem;
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
  const answer = await shop.call('POST', path, { token, body });
  expect(answer.status, JSON.stringify(answer.body)).toBe(201);
  return answer;
};
const after = (answer: { headers: Headers }) => ({ headers: { 'read-after': answer.headers.get('x-position')! } });

describe('the catalogue', () => {
  let vendorId: string;
  let categoryId: string;
  let parentId: string;

  beforeAll(async () => {
    vendorId = (await created('/vendors', owner, { name: 'Neelam Crafts' })).body.id as string;
    parentId = (await created('/categories', admin, { name: 'Women' })).body.id as string;
    categoryId = (await created('/categories', admin, { name: 'Kurtas', parentId })).body.id as string;
  });

  it('shows a published product with its variants, price and stock to its own writer at once', async () => {
    const product = await created('/products', owner, kurta(vendorId, { categoryIds: [categoryId] }));
    const id = product.body.id as string;
    const [medium] = product.body.variants as { variantId: string }[];
    const stock = await created(`/products/${id}/inventory`, owner, {
      lines: [{ variantId: medium!.variantId, quantity: 3 }],
    });
    const page = await shop.call('GET', `/products/${id}`, after(stock));
    expect(page.body).toMatchObject({
      id,
      vendor: { id: vendorId, name: 'Neelam Crafts' },
      variants: [
        { size: 'M', price: { amount: 149_900, currency: 'INR' }, discountPercent: 25, available: 3, fewLeft: true },
        { size: 'S', available: 0, inStock: false },
      ],
    });
    const list = await shop.call('GET', '/products?category=women&inStock=true&sort=price_asc', after(stock));
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
    const bySlug = await shop.call('GET', `/products/by-slug/${String(page.body.slug)}`);
    expect(bySlug.body.id).toBe(id);
  });

  it('keeps drafts from readers, and one vendor from the products of another', async () => {
    const draft = await created('/products', owner, kurta(vendorId, { name: 'A draft', publish: false }));
    const id = draft.body.id as string;
    expect((await shop.call('GET', `/products/${id}`, after(draft))).status).toBe(404);
    expect((await shop.call('GET', `/products/${id}/manage`, { token: owner })).body.status).toBe('draft');
    expect((await shop.call('GET', `/products/${id}/manage`, { token: other })).status).toBe(403);
    const taken = await shop.call('POST', `/products/${id}/publication`, { token: other, body: {} });
    expect(taken.status).toBe(403);
    const published = await shop.call('POST', `/products/${id}/publication`, { token: owner, body: {} });
    expect((await shop.call('GET', `/products/${id}`, after(published))).status).toBe(200);
    const archived = await shop.call('DELETE', `/products/${id}`, { token: owner });
    expect((await shop.call('GET', `/products/${id}`, after(archived))).status).toBe(404);
  });

  it('refuses a price above the MRP and names the field of a wrong input', async () => {
    const dear = await shop.call('POST', '/products', {
      token: owner,
      body: kurta(vendorId, { variants: [variant('M', 300_000)] }),
    });
    expect(dear).toMatchObject({ status: 422, body: { code: 'PriceAboveMrp' } });
    const wrong = await shop.call('POST', '/products', { token: owner, body: kurta(vendorId, { hsnCode: '12' }) });
    expect(wrong).toMatchObject({ status: 400, body: { errors: [{ pointer: '/body/hsnCode' }] } });
  });

  it('keeps the history of prices', async () => {
    const product = await created('/products', owner, kurta(vendorId));
    const id = product.body.id as string;
    const [first] = product.body.variants as { variantId: string }[];
    const price = { pricePaise: 99_900, mrpPaise: 200_000 };
    const path = `/products/${id}/variants/${first!.variantId}/price`;
    await shop.call('PUT', path, { token: owner, body: price });
    const last = await shop.call('PUT', path, { token: owner, body: { ...price, pricePaise: 149_900 } });
    const history = await shop.call('GET', `/products/${id}/price-history`, after(last));
    expect(history.body.variants[0]).toMatchObject({ lowest: { amount: 99_900 } });
    expect(history.body.variants[0].prices).toHaveLength(3);
  });

  it('pages through a list by cursor without loss or repetition', async () => {
    const made: string[] = [];
    for (let n = 0; n < 7; n += 1)
      made.push((await created('/products', owner, kurta(vendorId, { brand: 'Paged', name: `Paged ${n}` }))).body.id);
    await shop.settled();
    for (const sort of ['newest', 'price_asc', 'price_desc', 'discount', 'name']) {
      const seen: string[] = [];
      for (let cursor: string | null = ''; cursor !== null;) {
        const page = await shop.call(
          'GET',
          `/products?brand=Paged&limit=3&sort=${sort}&facets=false${cursor === '' ? '' : `&cursor=${cursor}`}`,
        );
        seen.push(...(page.body.products as { id: string }[]).map(({ id }) => id));
        cursor = page.body.next as string | null;
      }
      expect([...seen].sort(), sort).toEqual([...made].sort());
    }
    expect((await shop.call('GET', '/products?cursor=nonsense')).status).toBe(422);
  });

  it('lets go of nothing when a category is moved below itself', async () => {
    const moved = await shop.call('PUT', `/categories/${parentId}`, {
      token: admin,
      body: { name: 'Women', parentId: categoryId },
    });
    expect(moved).toMatchObject({ status: 409, body: { code: 'CategoryInsideItself' } });
  });
});
