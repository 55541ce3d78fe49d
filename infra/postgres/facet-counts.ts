import {
  PRODUCT_FACETS,
  type FacetCounts,
  type FacetsAsked,
  type ProductFacet,
  type ProductFilters,
} from '../../domains/kernel/ports/search-index.ts';

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
export const FACET_COLUMNS = `listed, visible_from, category_ids, brand, vendor_id, influencer_id, audience, sizes, colours,
  featured, price_paise, discount_percent, in_stock`;

type Test = { readonly facet: ProductFacet | undefined; readonly passes: (product: FacetProduct) => boolean };
const tests = (filters: ProductFilters, now: string): readonly Test[] => {
  const all: Test[] = [{ facet: undefined, passes: ({ visible_from }) => (visible_from ?? '') <= now }];
  const among = (
    facet: ProductFacet | undefined,
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

/** Every category that a product with these categories counts for, each once. */
const countingFor = ({ categories }: FacetsAsked): ((ids: readonly string[]) => readonly string[]) => {
  const above = new Map<string, string[]>();
  for (const [id, below] of categories)
    for (const own of below) {
      const list = above.get(own);
      if (list === undefined) above.set(own, [id]);
      else list.push(id);
    }
  const known = new Map<string, readonly string[]>();
  return (ids) => {
    const key = ids.join();
    const found = known.get(key) ?? [...new Set(ids.flatMap((id) => above.get(id) ?? []))];
    known.set(key, found);
    return found;
  };
};

/**
 * Counts all facets in one pass: a product that passes everything counts in each facet, one that fails only the test of one
 * facet counts in that facet alone (the values there are alternatives).
 */
export const countFacets = (
  products: Iterable<FacetProduct>,
  asked: FacetsAsked,
  filters: ProductFilters,
  now: string,
): FacetCounts => {
  const checks = tests(filters, now);
  const expand = countingFor(asked);
  const bandOf = (pricePaise: number): string => String(asked.priceBands.findLast((low) => pricePaise >= low) ?? 0);
  const counts = Object.fromEntries(PRODUCT_FACETS.map((facet) => [facet, new Map<string, number>()])) as Record<
    ProductFacet,
    Map<string, number>
  >;
  const add = (facet: ProductFacet, value: string | null): void => {
    if (value !== null) counts[facet].set(value, (counts[facet].get(value) ?? 0) + 1);
  };
  const count: Record<ProductFacet, (product: FacetProduct) => void> = {
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
    if (failed.length === 0) for (const facet of PRODUCT_FACETS) count[facet](product);
    else if (failed.length === 1 && failed[0]!.facet !== undefined) count[failed[0]!.facet](product);
  }
  return counts;
};
