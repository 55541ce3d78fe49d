import { describe, expect, it } from 'vitest';
import { CategoryId } from '../../event-schemas/primitives.ts';
import { countFacets, type FacetProduct } from '../../infra/postgres/facet-counts.ts';
import { optionListDecider } from '../../domains/catalogue/option-list/decider.ts';
import { shownBy } from '../../domains/catalogue/option-list/shown.ts';
import { facetsAsked, facetsJson } from './facet-counts.ts';

const id = (n: number) => CategoryId.parse(`00000000-0000-7000-8000-${String(n).padStart(12, '0')}`);
const now = '2026-01-01T00:00:00.000Z';
const categories = [
  { id: id(1), slug: 'women', name: 'Women', active: true },
  { id: id(2), slug: 'women-kurtas', name: 'Kurtas', active: true, parentId: id(1) },
];
const product = (more: Partial<FacetProduct>): FacetProduct => ({
  listed: true,
  visible_from: now,
  category_ids: [id(2)],
  brand: 'Neelam',
  vendor_id: null,
  influencer_id: null,
  audience: 'women',
  sizes: ['S', 'M'],
  colours: ['Blue'],
  featured: null,
  price_paise: 60_000,
  discount_percent: 10,
  in_stock: true,
  ...more,
});
const shop = [
  product({}),
  product({ brand: 'Kadal', sizes: ['M'], price_paise: 49_999 }),
  product({ brand: 'Kadal', colours: ['Red'], in_stock: false, price_paise: 50_000 }),
  product({ listed: false }),
  product({ visible_from: '2026-02-01T00:00:00.000Z' }),
];
const options = shownBy(optionListDecider.initial.colour, optionListDecider.initial.size);
const counts = (filters: Parameters<typeof countFacets>[2]) => countFacets(shop, facetsAsked(categories), filters, now);

describe('facets', () => {
  it('count what readers can see, each category with all above it', () => {
    const all = counts({});
    expect(Object.fromEntries(all.category)).toEqual({ [id(1)]: 3, [id(2)]: 3 });
    expect(Object.fromEntries(all.brand)).toEqual({ Neelam: 1, Kadal: 2 });
    expect(Object.fromEntries(all.size)).toEqual({ S: 2, M: 3 });
    expect(Object.fromEntries(all.price)).toEqual({ '50000': 2, '0': 1 });
  });
  it('leave the own choice of a facet out and obey those of the others', () => {
    const chosen = counts({ brands: ['Kadal'], inStock: true });
    expect(Object.fromEntries(chosen.brand)).toEqual({ Neelam: 1, Kadal: 1 });
    expect(Object.fromEntries(chosen.inStock)).toEqual({ true: 1, false: 1 });
    expect(Object.fromEntries(chosen.colour)).toEqual({ Blue: 1 });
    expect(Object.fromEntries(counts({ sizes: ['S'], colours: ['Red'] }).size)).toEqual({ S: 1, M: 1 });
  });
  it('bound prices on both sides', () => {
    expect(Object.fromEntries(counts({ priceMin: 50_000, priceMax: 59_999 }).brand)).toEqual({ Kadal: 1 });
  });
  it('come as sorted lists', () => {
    const json = JSON.parse(facetsJson(counts({}), categories, options)) as Record<string, unknown>;
    expect(json['sizes']).toEqual([
      { value: 'S', count: 2 },
      { value: 'M', count: 3 },
    ]);
    expect(json['brands']).toEqual([
      { value: 'Kadal', count: 2 },
      { value: 'Neelam', count: 1 },
    ]);
    expect(json).toMatchObject({ inStock: 2, soldOut: 1 });
  });
});
