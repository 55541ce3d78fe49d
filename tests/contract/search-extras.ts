import { expect, it } from 'vitest';
import type { ProductSearch, SearchIndex } from '../../domains/kernel/ports/search-index.ts';
import { DRESSES, GOWNS, idOf, NOW, SHRUGS } from './search-shop.ts';

/** What every side of the port `SearchIndex` tells besides the products, if it is asked: counts and parts of names. */
export const searchExtrasContract = (opened: () => SearchIndex): void => {
  const facets = {
    categories: new Map([
      [DRESSES, [DRESSES, GOWNS]],
      [GOWNS, [GOWNS]],
      [SHRUGS, [SHRUGS]],
      [idOf('empty'), [idOf('empty')]],
    ]),
    priceBands: [0, 50_000, 150_000, 500_000],
  };
  const count = async (text: string, filters: ProductSearch['filters'] = {}) => {
    const found = await opened().search({ text, filters, sort: 'relevance', limit: 1, now: NOW, facets });
    return Object.fromEntries(
      Object.entries(found!.facets!).map(([facet, counts]) => [facet, Object.fromEntries(counts)]),
    );
  };

  it('counts what each choice would show, over all pages, each category with all above it', async () => {
    expect(await count('gown')).toEqual({
      category: { [DRESSES]: 2, [GOWNS]: 2, [SHRUGS]: 1 },
      brand: { Aarna: 1, Meher: 1, Rider: 1 },
      vendor: { [idOf('Aarna')]: 1, [idOf('Meher')]: 1, [idOf('Rider')]: 1 },
      audience: {},
      colour: { Red: 2, Blue: 1, Black: 1 },
      size: { S: 1, M: 1 },
      price: { '0': 1, '150000': 1, '500000': 1 },
      inStock: { false: 3 },
    });
    expect((await count('future'))['brand']).toEqual({});
  });

  it('leaves what is chosen of a facet out of its own counts, and obeys it in those of the others', async () => {
    const chosen = await count('gown', { colours: ['Blue'], brands: ['Aarna', 'Rider'] });
    expect(chosen['brand']).toEqual({ Aarna: 1 });
    expect(chosen['colour']).toEqual({ Red: 1, Blue: 1, Black: 1 });
    expect(chosen['size']).toEqual({ S: 1 });
    expect(chosen['category']).toEqual({ [DRESSES]: 1, [GOWNS]: 1 });
    const priced = await count('gown', { priceMin: 100_000, priceMax: 200_000, categoryIds: [GOWNS] });
    expect(priced['price']).toEqual({ '0': 1, '150000': 1 });
    expect(priced['category']).toEqual({ [DRESSES]: 1, [GOWNS]: 1 });
    expect(priced['brand']).toEqual({ Aarna: 1 });
    expect((await count('gown', { discountMin: 40, inStock: true }))['inStock']).toEqual({ false: 1 });
  });

  it('counts for the words that it searched for in place of a typing mistake', async () => {
    expect((await count('anarkli'))['brand']).toEqual({ Aarna: 1 });
    expect((await count('xqzzv'))['brand']).toEqual({});
  });

  it('tells which parts of a name were matched, as the name is written', async () => {
    const parts = async (text: string) =>
      (await opened().search({ text, filters: {}, sort: 'newest', limit: 10, now: NOW, highlights: true }))?.highlights;
    expect(await parts('cafe jack')).toEqual([
      [
        { text: 'Café', matched: true },
        { text: ' Racer ', matched: false },
        { text: 'Jacket', matched: true },
      ],
    ]);
    expect(await parts('red saree')).toEqual([
      [
        { text: 'Silk ', matched: false },
        { text: 'Saree', matched: true },
      ],
    ]);
    expect((await parts('saree'))?.map((name) => name.map(({ text }) => text).join(''))).toEqual([
      'Linen Saree',
      'Cotton Saree',
      'Silk Saree',
    ]);
    expect(
      (await opened().search({ text: 'saree', filters: {}, sort: 'newest', limit: 10, now: NOW }))?.highlights,
    ).toBe(undefined);
  });
};
