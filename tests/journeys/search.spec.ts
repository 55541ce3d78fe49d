import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestSystem, type Answer, type TestSystem } from '../support/system.ts';

let shop: TestSystem;
let after: string;
let gowns: string;
let vendorId: string;

const write = async (path: string, token: string, body: object): Promise<Answer> => {
  const answer = await shop.call('POST', path, { token, body });
  expect(answer.status, JSON.stringify(answer.body)).toBe(201);
  return answer;
};
const find = async (query: string): Promise<Answer> =>
  shop.call('GET', `/products/search?${query}`, { headers: { 'read-after': after } });

beforeAll(async () => {
  shop = await startTestSystem();
  const owner = await shop.tokenFor(['vendor']);
  const admin = await shop.tokenFor(['admin']);
  vendorId = ((await write('/vendors', owner, { name: 'Neelam Crafts' })).body as { id: string }).id;
  const women = ((await write('/categories', admin, { name: 'Women' })).body as { id: string }).id;
  gowns = ((await write('/categories', admin, { name: 'Gowns', parentId: women })).body as { id: string }).id;
  const sell = (name: string, brand: string, colours: readonly string[], pricePaise: number): Promise<Answer> =>
    write('/products', owner, {
      vendorId,
      name,
      brand,
      audience: 'women',
      hsnCode: '6204',
      images: ['https://images.example.com/gown.jpg'],
      variants: colours.map((colour) => ({ size: 'M', colour, pricePaise, mrpPaise: 200_000 })),
      categoryIds: [gowns],
      publish: true,
    });
  await sell('Anarkali Gown', 'Aarna', ['Red', 'Blue'], 149_900);
  await sell('Velvet Gown', 'Meher', ['Red'], 45_000);
  after = (await sell('Silk Saree', 'Meher', ['Green'], 99_900)).headers.get('x-position')!;
}, 300_000);
afterAll(() => shop.stop());

describe('searching for products', () => {
  it('counts what each further choice would show, to its own writer at once', async () => {
    const { status, body } = await find('q=gown&colour=Blue&facets=true');
    expect(status).toBe(200);
    expect(body).toMatchObject({
      total: 1,
      products: [{ name: 'Anarkali Gown' }],
      facets: {
        categories: [
          { name: 'Gowns', count: 1 },
          { name: 'Women', count: 1 },
        ],
        brands: [{ value: 'Aarna', count: 1 }],
        vendors: [{ id: vendorId, count: 1 }],
        colours: [
          { value: 'Red', count: 2 },
          { value: 'Blue', count: 1 },
        ],
        inStock: 0,
        soldOut: 1,
      },
    });
    expect((await find('q=gown')).body).not.toHaveProperty('facets');
  });

  it('tells which words of a name were matched, what it corrected, and what means the same', async () => {
    const highlights = async (query: string): Promise<unknown> =>
      ((await find(`${query}&highlights=true`)).body as { highlights: unknown }).highlights;
    const gown = [
      { text: 'Velvet ', matched: false },
      { text: 'Gown', matched: true },
    ];
    expect(await highlights('q=meher%20gow')).toEqual([gown]);
    expect(await highlights('q=hara%20sari')).toEqual([
      [
        { text: 'Silk ', matched: false },
        { text: 'Saree', matched: true },
      ],
    ]);
    expect((await find('q=velvett')).body).toMatchObject({ correctedText: 'velvet', total: 1 });
  });

  it('refuses what it cannot mean, with the name of the field', async () => {
    const { status, body } = await find('q=gown&facets=perhaps');
    expect(status).toBe(400);
    expect(JSON.stringify(body)).toContain('facets');
  });
});
