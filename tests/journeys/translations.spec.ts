import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newPhone, signInByPhone } from '../support/phone-sign-in.ts';
import { startTestSystem, type Answer, type TestSystem } from '../support/system.ts';

let shop: TestSystem;
let admin: string;
let owner: string;
let other: string;
let vendorId: string;
let categoryId: string;
let productId: string;
let couponId: string;
let position: string;

type Body = Readonly<Record<string, unknown>> & { readonly id: string };
const write = async (method: string, path: string, token: string, body: object): Promise<Answer & { body: Body }> => {
  const answer = await shop.call(method, path, { token, body });
  expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(300);
  position = answer.headers.get('x-position') ?? position;
  return answer;
};
const read = (path: string, headers: Readonly<Record<string, string>> = {}, token?: string) =>
  shop.call('GET', path, {
    headers: { 'read-after': position, ...headers },
    ...(token === undefined ? {} : { token }),
  });
const inHindi = (path: string, token?: string) => read(path, { 'accept-language': 'hi-IN,hi;q=0.9,en;q=0.8' }, token);

const customerId = '01980000-0000-7000-8000-0000000000c1';
beforeAll(async () => {
  shop = await startTestSystem();
  admin = await shop.tokenFor(['admin']);
  owner = await shop.tokenFor(['vendor']);
  other = await shop.tokenFor(['vendor']);
  vendorId = (await write('POST', '/vendors', owner, { name: 'Neelam', description: 'Weavers of Jaipur' })).body.id;
  categoryId = (await write('POST', '/categories', admin, { name: 'Sarees' })).body.id;
  const product = {
    ...{ vendorId, name: 'Silk Saree', brand: 'Neelam', description: 'Woven by hand', returnPolicy: 'Seven days' },
    ...{ hsnCode: '6204', categoryIds: [categoryId], publish: true },
    variants: [{ size: 'Free Size', colour: 'Red', pricePaise: 99_900, mrpPaise: 200_000 }],
  };
  productId = (await write('POST', '/products', owner, product)).body.id;
  const coupon = {
    code: 'DIWALI10',
    description: 'Ten off',
    discount: { type: 'fixed', amountPaise: 1_000 },
    usesMax: 5,
  };
  couponId = (await write('POST', '/coupons', admin, coupon)).body.id;
  const hindi = (path: string, token: string, body: object) => write('PUT', `${path}/translations/hi`, token, body);
  await hindi(`/products/${productId}`, owner, { name: 'रेशमी साड़ी', description: 'हाथ से बुनी हुई' });
  await write('PUT', `/products/${productId}/translations/ta`, owner, { name: 'பட்டுச் சேலை' });
  await hindi(`/categories/${categoryId}`, admin, { name: 'साड़ियाँ' });
  await hindi(`/vendors/${vendorId}`, owner, { description: 'जयपुर के बुनकर' });
  await hindi(`/coupons/${couponId}`, admin, { description: 'दस रुपये की छूट' });
  await hindi('/colours/Red', admin, { name: 'लाल' });
  await hindi(`/sizes/${encodeURIComponent('Free Size')}`, admin, { name: 'फ़्री साइज़' });
}, 300_000);
afterAll(() => shop.stop());

describe('reading in another language', () => {
  const labels = { colours: { Red: 'लाल' }, sizes: { 'Free Size': 'फ़्री साइज़' } };

  it('shows a product in the language asked for, each missing text as the source has it', async () => {
    const page = await inHindi(`/products/${productId}`);
    expect(page.headers.get('content-language')).toBe('hi');
    expect(page.headers.get('vary')).toContain('Accept-Language');
    const names = { name: 'रेशमी साड़ी', description: 'हाथ से बुनी हुई', returnPolicy: 'Seven days' };
    expect(page.body).toMatchObject({ ...names, labels, variants: [{ colour: { name: 'Red' }, size: 'Free Size' }] });
    const { slug } = page.body as { slug: string };
    expect((await inHindi(`/products/by-slug/${slug}`)).body).toMatchObject(names);
    expect((await inHindi(`/products/${productId}/variants`)).body).toMatchObject({ labels });
    expect((await read(`/products/${productId}?language=ta-IN`, { 'accept-language': 'hi' })).body).toMatchObject({
      name: 'பட்டுச் சேலை',
      description: 'Woven by hand',
    });
  });

  it('shows the source to everybody else, and says so', async () => {
    for (const headers of [
      {},
      { 'accept-language': 'en-IN' },
      { 'accept-language': 'fr' },
      { 'accept-language': '*' },
    ]) {
      const page = await read(`/products/${productId}`, headers);
      expect(page.body).toMatchObject({ name: 'Silk Saree', description: 'Woven by hand' });
      expect(page.body).not.toHaveProperty('labels');
      expect(page.headers.get('content-language')).toBe('en');
      expect(page.headers.get('vary')).toContain('Accept-Language');
    }
    const wrong = await read(`/products/${productId}?language=xx`);
    expect(wrong).toMatchObject({ status: 400, body: { errors: [{ pointer: '/query/language' }] } });
  });

  it('shows lists, facets, categories, vendors, coupons and carts in it', async () => {
    expect((await inHindi('/products?limit=5')).body).toMatchObject({
      products: [{ name: 'रेशमी साड़ी', colours: [{ name: 'Red' }] }],
      facets: { categories: [{ id: categoryId, name: 'साड़ियाँ' }], colours: [{ value: 'Red' }] },
      labels,
    });
    expect((await inHindi('/categories')).body).toMatchObject({ categories: [{ name: 'साड़ियाँ', slug: 'sarees' }] });
    const vendors = { vendors: [{ name: 'Neelam', description: 'जयपुर के बुनकर' }] };
    expect((await inHindi('/vendors')).body).toMatchObject(vendors);
    expect((await inHindi('/coupons', admin)).body).toMatchObject({ coupons: [{ description: 'दस रुपये की छूट' }] });
    const buyer = await shop.tokenFor(['customer'], customerId);
    const { variants } = (await read(`/products/${productId}`)).body as { variants: { id: string }[] };
    const lines = [{ variantId: variants[0]!.id, quantity: 3 }];
    await write('POST', `/products/${productId}/inventory`, owner, { lines });
    await write('POST', `/cart/${customerId}/items`, buyer, { productId, variantId: variants[0]!.id, quantity: 1 });
    expect((await inHindi(`/cart/${customerId}`, buyer)).body).toMatchObject({
      items: [{ name: 'रेशमी साड़ी' }],
      labels,
    });
    expect((await read(`/cart/${customerId}`, {}, buyer)).body).toMatchObject({ items: [{ name: 'Silk Saree' }] });
  });

  it('takes the language that a person has chosen where the request names none', async () => {
    const { userId, accessToken: buyer } = await signInByPhone(shop, newPhone());
    await write('PUT', `/users/${userId}/preferences`, buyer, { language: 'ta' });
    expect((await read(`/products/${productId}`, {}, buyer)).body).toMatchObject({ name: 'பட்டுச் சேலை' });
    expect((await inHindi(`/products/${productId}`, buyer)).body).toMatchObject({ name: 'रेशमी साड़ी' });
  });

  it('finds a product by words of every language, and shows them marked in the one asked for', async () => {
    const query = (text: string) => `/products/search?highlights=true&q=${encodeURIComponent(text)}`;
    const found = await inHindi(query('साडी'));
    expect(found.body).toMatchObject({
      products: [{ id: productId, name: 'रेशमी साड़ी' }],
      highlights: [
        [
          { text: 'रेशमी ', matched: false },
          { text: 'साड़ी', matched: true },
        ],
      ],
    });
    expect((await read(query('சேலை'))).body).toMatchObject({ products: [{ name: 'Silk Saree' }] });
    const suggestions = await inHindi(`/products/suggestions?q=${encodeURIComponent('रेश')}`);
    expect(suggestions.body).toEqual({ suggestions: ['रेशमी साड़ी'] });
  });
});

describe('writing translations', () => {
  const path = () => `/products/${productId}/translations`;
  it('is for the vendor of a product and for staff, and for staff alone where all vendors are meant', async () => {
    const put = (at: string, token: string) =>
      shop.call('PUT', `${at}/translations/te`, { token, body: { name: 'చీర' } });
    expect((await put(`/products/${productId}`, other)).body).toMatchObject({ code: 'NotYourVendor' });
    expect((await shop.call('GET', path(), { token: other })).status).toBe(403);
    expect((await put('/colours/Red', owner)).status).toBe(403);
    expect((await put(`/categories/${categoryId}`, owner)).status).toBe(403);
    expect((await put(`/products/${customerId}`, owner)).body).toMatchObject({ code: 'ProductNotFound' });
    expect((await shop.call('PUT', `${path()}/te`, { body: { name: 'చీర' } })).status).toBe(401);
  });

  it('names the field of a wrong input', async () => {
    const put = (language: string, body: object) => shop.call('PUT', `${path()}/${language}`, { token: owner, body });
    const pointer = (at: string) => ({
      status: 400,
      body: { errors: expect.arrayContaining([expect.objectContaining({ pointer: at })]) as unknown },
    });
    expect(await put('en', { name: 'x' })).toMatchObject(pointer('/params/language'));
    expect(await put('hi', {})).toMatchObject(pointer('/body'));
    expect(await put('hi', { name: 'क'.repeat(201) })).toMatchObject(pointer('/body/name'));
    expect(await put('hi', { title: 'x' })).toMatchObject(pointer('/body'));
    expect(await put('hi', { name: 'साड़ी \u202E' })).toMatchObject(pointer('/body/name'));
  });

  it('holds to If-Match, tells what is outdated, and takes a translation back', async () => {
    const shown = (await read(path(), {}, owner)).body as { revision: string };
    expect(shown).toMatchObject({
      source: { name: 'Silk Saree' },
      translations: [
        { language: 'hi', outdated: [] },
        { language: 'ta', texts: { name: 'பட்டுச் சேலை' } },
      ],
    });
    const stale = { token: owner, body: { name: 'పట్టు చీర' }, headers: { 'if-match': '"0"' } };
    expect((await shop.call('PUT', `${path()}/te`, stale)).status).toBe(412);
    const current = { ...stale, headers: { 'if-match': `"${shown.revision}"` } };
    expect((await shop.call('PUT', `${path()}/te`, current)).status).toBe(200);
    const source = { name: 'Pure Silk Saree', brand: 'Neelam', description: 'Woven by hand', hsnCode: '6204' };
    await write('PUT', `/products/${productId}`, owner, { ...source, categoryIds: [categoryId] });
    expect((await read(path(), {}, owner)).body).toMatchObject({
      translations: [{ language: 'hi', outdated: ['name'] }, {}, {}],
    });
    const removed = await shop.call('DELETE', `${path()}/hi`, { token: owner });
    position = removed.headers.get('x-position')!;
    expect((await inHindi(`/products/${productId}`)).body).toMatchObject({ name: 'Pure Silk Saree' });
    expect((await read(`/products/search?q=${encodeURIComponent('रेशमी')}`)).body).toMatchObject({ products: [] });
  });
});
