import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ok, openShop, type Shop } from '../support/purchase.ts';
import { startTestSystem, type TestSystem } from '../support/system.ts';

const ASKING = 20;
type Option = { id: string; name: string; hex?: string; sortOrder?: number; active?: boolean };
let system: TestSystem;
let shop: Shop;
beforeAll(async () => {
  system = await startTestSystem();
  shop = await openShop(system);
});
afterAll(() => system.stop());

const staff = (method: string, path: string, body?: object, headers?: Record<string, string>) =>
  system.call(method, path, { token: shop.admin, body, ...(headers === undefined ? {} : { headers }) });
const owner = (method: string, path: string, body?: object) =>
  system.call(method, path, { token: shop.ownerToken, body });
const listed = async (many: 'colours' | 'sizes'): Promise<Option[]> => {
  await system.settled();
  return ok(await system.call('GET', `/${many}`), 200).body[many] as Option[];
};
const idOf = async (many: 'colours' | 'sizes', name: string): Promise<string> =>
  (await listed(many)).find((option) => option.name === name)!.id;
const article = (name: string, variants: readonly object[]) => ({
  ...{ vendorId: shop.vendorId, name, brand: 'Neelam', hsnCode: '6204', publish: true },
  variants: variants.map((variant) => ({ ...variant, pricePaise: 60_000, mrpPaise: 90_000 })),
});
const cardOf = async (id: string, path = '/products'): Promise<{ sizes: string[]; colours: object[] }> => {
  const { products } = ok(await system.call('GET', path), 200).body as { products: { id: string }[] };
  return products.find((card) => card.id === id) as never;
};

describe('the lists of colours and sizes', () => {
  it('are there from the first day, and seen by everybody, in order', async () => {
    const [colours, sizes] = await Promise.all([listed('colours'), listed('sizes')]);
    expect(colours.map(({ name }) => name)).toEqual(colours.map(({ name }) => name).toSorted());
    expect(colours).toContainEqual({ id: expect.any(String), name: 'Maroon', hex: '#800000' });
    expect(sizes.slice(0, 4).map(({ name }) => name)).toEqual(['Free Size', 'XXS', 'XS', 'S']);
    const { headers } = await system.call('GET', '/colours');
    const again = { headers: { 'if-none-match': headers.get('etag')! } };
    expect((await system.call('GET', '/colours', again)).status).toBe(304);
  });

  it('show a new colour and a new size wherever products are shown', async () => {
    const variants = [
      { size: 'XS', colour: 'Peacock' },
      { size: 'Mini', colour: 'Maroon' },
    ];
    const { id } = ok(await owner('POST', '/products', article('Peacock kurta', variants)), 201).body as { id: string };
    await system.settled();
    expect(await cardOf(id)).toMatchObject({
      sizes: ['XS', 'Mini'],
      colours: [
        { name: 'Maroon', hex: '#800000' },
        { name: 'Peacock', hex: null },
      ],
    });
    const peacock = ok(await staff('POST', '/colours', { name: 'Peacock', hex: '#005f69' }), 201);
    ok(await staff('POST', '/sizes', { name: 'Mini', sortOrder: 15 }), 201);
    await system.settled();
    const colours = [
      { name: 'Maroon', hex: '#800000' },
      { name: 'Peacock', hex: '#005f69' },
    ];
    for (const path of ['/products', '/products/search?q=kurta', '/products/trending'])
      expect(await cardOf(id, path), path).toMatchObject({ sizes: ['Mini', 'XS'], colours });
    for (const path of ['/products', '/products/search?q=kurta&facets=true']) {
      const { facets } = (await system.call('GET', path)).body;
      expect(facets.colours, path).toContainEqual({ value: 'Peacock', hex: '#005f69', count: 1 });
      expect(facets.sizes, path).toEqual([
        { value: 'Mini', count: 1 },
        { value: 'XS', count: 1 },
      ]);
    }
    expect((await system.call('GET', `/products/${id}`)).body.variants).toMatchObject([{ colour: colours[1] }, {}]);
    const path = `/colours/${peacock.body.id}`;
    const basedOn = { 'if-match': peacock.headers.get('etag')! };
    ok(await staff('PUT', path, { hex: '#006a6a', active: true }, basedOn), 200);
    expect(await staff('PUT', path, { active: true }, basedOn)).toMatchObject({
      status: 412,
      body: { code: 'RevisionMismatch' },
    });
    await system.settled();
    expect((await system.call('GET', '/products')).body.facets.colours).toContainEqual({
      ...{ value: 'Peacock', hex: '#006a6a', count: 1 },
    });
  });

  it('are for admins to change, who are told what is wrong', async () => {
    for (const token of [shop.ownerToken, await system.tokenFor(['support'])]) {
      expect((await system.call('POST', '/colours', { token, body: { name: 'Teal' } })).status).toBe(403);
      expect((await system.call('GET', '/sizes/managed', { token })).status).toBe(403);
    }
    expect(await staff('POST', '/colours', { name: ' maroon' })).toMatchObject({ body: { code: 'OptionNameTaken' } });
    expect((await staff('POST', '/sizes', { name: 'Maxi' })).body.errors).toMatchObject([
      { pointer: '/body/sortOrder' },
    ]);
    for (const name of ['Te\u202eal', 'Te\u0000al', '…', ''])
      expect((await staff('POST', '/colours', { name })).status).toBe(400);
    expect((await staff('DELETE', `/colours/${await idOf('sizes', 'M')}`)).status).toBe(404);
  });

  it('take one name once, however many add it at once', async () => {
    const answers = await Promise.all(
      Array.from({ length: ASKING }, (_, n) => staff('POST', '/colours', { name: n % 2 === 0 ? 'Teal' : 'TEAL' })),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.filter(({ body }) => body.code === 'OptionNameTaken')).toHaveLength(ASKING - 1);
    expect((await listed('colours')).filter(({ name }) => name.toLowerCase() === 'teal')).toHaveLength(1);
  });
});

describe('a retired colour or size', () => {
  it('is not offered, and no new variant comes in it; those that do stay', async () => {
    const before = article('Khaki kurta', [{ size: 'M', colour: 'Khaki' }]);
    const made = ok(await owner('POST', '/products', before), 201).body as {
      id: string;
      variants: [{ variantId: string }];
    };
    const path = `/colours/${await idOf('colours', 'Khaki')}`;
    ok(await staff('DELETE', path), 200);
    ok(await staff('DELETE', `/sizes/${await idOf('sizes', '5XL')}`), 200);
    expect((await listed('colours')).map(({ name }) => name)).not.toContain('Khaki');
    const { colours, revision } = (await staff('GET', '/colours/managed')).body;
    expect(colours).toContainEqual(expect.objectContaining({ name: 'Khaki', active: false }));
    expect(revision).toMatch(/^\d+$/);

    const refused = {
      status: 409,
      body: { code: 'ColourRetired', detail: expect.stringContaining('Khaki is retired') },
    };
    const prices = { pricePaise: 60_000, mrpPaise: 90_000 };
    const variants = `/products/${made.id}/variants`;
    expect(await owner('POST', '/products', article('Another', [{ colour: 'KHAKI' }]))).toMatchObject(refused);
    expect(await owner('POST', variants, { size: 'L', colour: 'Khaki', ...prices })).toMatchObject(refused);
    expect(await owner('POST', variants, { size: '5XL', ...prices })).toMatchObject({ body: { code: 'SizeRetired' } });
    const present = `${variants}/${made.variants[0].variantId}`;
    ok(await owner('PUT', present, { size: 'M', colour: 'Khaki', ...prices, weightGrams: 300 }), 200);
    ok(await owner('PUT', present, { size: 'M', colour: 'Unheard of', ...prices }), 200);
    expect(await owner('PUT', present, { size: 'M', colour: 'Khaki', ...prices })).toMatchObject(refused);

    ok(await staff('PUT', path, { hex: '#c3b091', active: true }), 200);
    ok(await owner('PUT', present, { size: 'M', colour: 'Khaki', ...prices }), 200);
  });

  it('fails the rows of an import that newly bring it, and no others', async () => {
    const row = (externalId: string, colour: string) => ({
      ...{ externalId, vendor: 'Neelam Crafts', name: `Kurta ${externalId}`, hsnCode: '6204', pricePaise: 50_000 },
      variants: [{ size: 'M', colour }],
    });
    const rows = (...all: object[]) => staff('POST', '/catalogue/imports', all);
    expect((await rows(row('1', 'Bronze'), row('2', 'Nobody knows'))).body).toMatchObject({ created: 2 });
    ok(await staff('DELETE', `/colours/${await idOf('colours', 'Bronze')}`), 200);
    expect((await rows({ ...row('1', 'Bronze'), pricePaise: 55_000 }, row('3', 'Bronze'))).body).toMatchObject({
      ...{ changed: 1, failed: 1 },
      rows: [{ outcome: 'changed' }, { outcome: 'failed', reason: 'ColourRetired' }],
    });
  });
});
