import type { CategoryNode } from '../../domains/catalogue/index.ts';
import type { ProductFilters } from '../../domains/kernel/ports/search-index.ts';
import { COLOUR_HEX, PRICE_BANDS_PAISE, SIZE_ORDER } from '../../domains/policy/catalogue.ts';

/** The columns of a product card that facets are counted from. */
export type FacetProduct = {
  readonly listed: boolean;
  readonly visible_from: string | null;
  readonly category_ids: readonly string[];
  readonly brand: string | null;
  readonly vendor_id: string | null;
  readonly influencer_id: string | null;
  readonly audience: string | null;
  readonly sizes: readonly string[];
  readonly colours: readonly string[];
  readonly featured: string | null;
  readonly price_paise: number | null;
  readonly discount_percent: number | null;
  readonly in_stock: boolean;
};

/** At most so many values of one facet, those with the most products. */
export const FACET_VALUES_MAX = 60;
export const FACETS = ['category', 'brand', 'vendor', 'audience', 'colour', 'size', 'price', 'inStock'] as const;
export type Facet = (typeof FACETS)[number];
export type Counts = Readonly<Record<Facet, ReadonlyMap<string, number>>>;

/** The lower bound of the price band, as text. */
const bandOf = (pricePaise: number): string => String(PRICE_BANDS_PAISE.findLast((low) => pricePaise >= low) ?? 0);

type Test = { readonly facet: Facet | undefined; readonly passes: (product: FacetProduct) => boolean };
const tests = (filters: ProductFilters, now: string): readonly Test[] => {
  const all: Test[] = [{ facet: undefined, passes: ({ visible_from }) => (visible_from ?? '') <= now }];
  const among = (
    facet: Facet | undefined,
    wanted: readonly string[] | undefined,
    valuesOf: (product: FacetProduct) => readonly (string | null)[],
  ): void => {
    if (wanted === undefined) return;
    const set = new Set<string | null>(wanted);
    all.push({ facet, passes: (product) => valuesOf(product).some((value) => set.has(value)) });
  };
  among('category', filters.categoryIds, ({ category_ids }) => category_ids);
  among('brand', filters.brands, ({ brand }) => [brand]);
  among('vendor', filters.vendorIds, ({ vendor_id }) => [vendor_id]);
  among('audience', filters.audiences, ({ audience }) => [audience]);
  among('colour', filters.colours, ({ colours }) => colours);
  among('size', filters.sizes, ({ sizes }) => sizes);
  among(undefined, filters.influencerIds, ({ influencer_id }) => [influencer_id]);
  among(undefined, filters.featured, ({ featured }) => [featured]);
  const { priceMin, priceMax, discountMin, inStock } = filters;
  if (priceMin !== undefined || priceMax !== undefined)
    all.push({
      facet: 'price',
      passes: ({ price_paise }) =>
        price_paise !== null && price_paise >= (priceMin ?? 0) && price_paise <= (priceMax ?? Infinity),
    });
  if (discountMin !== undefined)
    all.push({ facet: undefined, passes: ({ discount_percent }) => (discount_percent ?? 0) >= discountMin });
  if (inStock !== undefined) all.push({ facet: 'inStock', passes: ({ in_stock }) => in_stock === inStock });
  return all;
};

/** Every category that a product with these categories counts for: its own and all above them, each once. */
const withAncestors = (categories: readonly CategoryNode[]): ((ids: readonly string[]) => readonly string[]) => {
  const parents = new Map(categories.map(({ id, parentId }) => [id, parentId as string | undefined]));
  const known = new Map<string, readonly string[]>();
  return (ids) => {
    const key = ids.join();
    const expanded = known.get(key);
    if (expanded !== undefined) return expanded;
    const all = new Set<string>();
    for (const start of ids)
      for (let id: string | undefined = start; id !== undefined && !all.has(id); id = parents.get(id)) all.add(id);
    const list = [...all];
    known.set(key, list);
    return list;
  };
};

/**
 * Counts all facets in one pass: a product that passes everything counts in each facet, one that fails only the test of one
 * facet counts in that facet alone (the values there are alternatives).
 */
export const countFacets = (
  products: Iterable<FacetProduct>,
  categories: readonly CategoryNode[],
  filters: ProductFilters,
  now: string,
): Counts => {
  const checks = tests(filters, now);
  const expand = withAncestors(categories);
  const counts = Object.fromEntries(FACETS.map((facet) => [facet, new Map<string, number>()])) as Record<
    Facet,
    Map<string, number>
  >;
  const add = (facet: Facet, value: string | null): void => {
    if (value !== null) counts[facet].set(value, (counts[facet].get(value) ?? 0) + 1);
  };
  const count: Record<Facet, (product: FacetProduct) => void> = {
    category: ({ category_ids }) => expand(category_ids).forEach((id) => add('category', id)),
    brand: ({ brand }) => add('brand', brand),
    vendor: ({ vendor_id }) => add('vendor', vendor_id),
    audience: ({ audience }) => add('audience', audience),
    colour: ({ colours }) => colours.forEach((colour) => add('colour', colour)),
    size: ({ sizes }) => sizes.forEach((size) => add('size', size)),
    price: ({ price_paise }) => add('price', price_paise === null ? null : bandOf(price_paise)),
    inStock: ({ in_stock }) => add('inStock', String(in_stock)),
  };
  for (const product of products) {
    if (!product.listed) continue;
    const failed = checks.filter(({ passes }) => !passes(product));
    if (failed.length === 0) for (const facet of FACETS) count[facet](product);
    else if (failed.length === 1 && failed[0]!.facet !== undefined) count[failed[0]!.facet](product);
  }
  return counts;
};

const top = (counts: ReadonlyMap<string, number>): readonly (readonly [string, number])[] =>
  [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)).slice(0, FACET_VALUES_MAX);
const sizePlace = (size: string): number => {
  const place = SIZE_ORDER.indexOf(size);
  return place >= 0 ? place : SIZE_ORDER.length + (Number.parseFloat(size) || 0);
};

/** The counts as the JSON text of an answer. */
export const facetsJson = (counts: Counts, categories: readonly CategoryNode[]): string =>
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
    colours: top(counts.colour).map(([value, count]) => ({ value, hex: COLOUR_HEX[value] ?? null, count })),
    sizes: [...top(counts.size)]
      .sort(([a], [b]) => sizePlace(a) - sizePlace(b) || (a < b ? -1 : 1))
      .map(([value, count]) => ({ value, count })),
    prices: [0, ...PRICE_BANDS_PAISE].map((from, index) => ({
      from,
      to: PRICE_BANDS_PAISE[index] === undefined ? null : PRICE_BANDS_PAISE[index] - 1,
      count: counts.price.get(String(from)) ?? 0,
    })),
    inStock: counts.inStock.get('true') ?? 0,
    soldOut: counts.inStock.get('false') ?? 0,
  });
