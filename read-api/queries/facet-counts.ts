import type { CategoryNode, ShownOptions } from '../../domains/catalogue/index.ts';
import { FACET_VALUES_MAX, type FacetCounts, type FacetsAsked } from '../../domains/kernel/ports/search-index.ts';
import { PRICE_BANDS_PAISE } from '../../domains/policy/catalogue.ts';

/** What facets are to be counted by: every category with all below it, and the price bands of the shop. */
export const facetsAsked = (categories: readonly CategoryNode[]): FacetsAsked => {
  const parents = new Map<string, string | undefined>(categories.map(({ id, parentId }) => [id, parentId]));
  const below = new Map<string, string[]>(categories.map(({ id }) => [id, []]));
  for (const { id } of categories) {
    const passed = new Set<string>();
    for (let above: string | undefined = id; above !== undefined && !passed.has(above); above = parents.get(above)) {
      passed.add(above);
      below.get(above)?.push(id);
    }
  }
  return { categories: below, priceBands: [0, ...PRICE_BANDS_PAISE] };
};

const top = (counts: ReadonlyMap<string, number>): readonly (readonly [string, number])[] =>
  [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)).slice(0, FACET_VALUES_MAX);

/** The counts as the JSON text of an answer. */
export const facetsJson = (counts: FacetCounts, categories: readonly CategoryNode[], options: ShownOptions): string =>
  JSON.stringify({
    categories: categories
      .filter(({ id, active }) => active && counts.category.has(id))
      .map(({ id, slug, name, parentId }) => ({
        id,
        slug,
        name,
        parentId: parentId ?? null,
        count: counts.category.get(id),
      })),
    brands: top(counts.brand).map(([value, count]) => ({ value, count })),
    vendors: top(counts.vendor).map(([id, count]) => ({ id, count })),
    audiences: top(counts.audience).map(([value, count]) => ({ value, count })),
    colours: top(counts.colour).map(([value, count]) => ({ value, hex: options.hexOf(value), count })),
    sizes: options
      .inSizeOrder(top(counts.size).map(([value]) => value))
      .map((value) => ({ value, count: counts.size.get(value) })),
    prices: [0, ...PRICE_BANDS_PAISE].map((from, index) => ({
      from,
      to: PRICE_BANDS_PAISE[index] === undefined ? null : PRICE_BANDS_PAISE[index] - 1,
      count: counts.price.get(String(from)) ?? 0,
    })),
    inStock: counts.inStock.get('true') ?? 0,
    soldOut: counts.inStock.get('false') ?? 0,
  });
