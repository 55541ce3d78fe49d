import { z } from 'zod';
import { CategoryId, Id, ProductId } from '../../event-schemas/primitives.ts';
import { PRODUCT_SORTS, type ProductFilters } from '../../domains/kernel/ports/search-index.ts';
import { Money } from '../../domains/pricing/index.ts';
import type { CategoryNode } from '../../domains/catalogue/index.ts';

export const PAGE_MAX = 100;
export const PAGE_DEFAULT = 20;
export const FILTER_VALUES_MAX = 20;
const CURSOR_MAX = 500;

/** `a,b` as a list of values, at most FILTER_VALUES_MAX. */
const List = z
  .string()
  .max(2_000)
  .transform((text) => [...new Set(text.split(',').map((part) => part.trim()))].filter((part) => part !== ''))
  .refine((values) => values.length <= FILTER_VALUES_MAX, `at most ${FILTER_VALUES_MAX} values`)
  .optional();
const Ids = List.refine((values) => values?.every((value) => Id.safeParse(value).success) ?? true, 'must be UUIDs');
export const Flag = z.enum(['true', 'false']).transform((text) => text === 'true');
const Whole = z.coerce.number().int().nonnegative();

export const Limit = z.coerce.number().int().min(1).max(PAGE_MAX).default(PAGE_DEFAULT);
export const ProductQuery = z.object({
  /** Slugs or ids, each with everything below it. */
  category: List,
  brand: List,
  vendor: Ids,
  influencer: Ids,
  audience: List,
  size: List,
  colour: List,
  featured: z.enum(['trending', 'best_seller']).optional(),
  /** Whole paise. */
  priceMin: Whole.optional(),
  priceMax: Whole.optional(),
  /** Whole per cent of the MRP. */
  discountMin: Whole.max(100).optional(),
  inStock: Flag.optional(),
  limit: Limit,
  cursor: z.string().max(CURSOR_MAX).optional(),
  facets: Flag.default(true),
});
export const ListQuery = ProductQuery.extend({ sort: z.enum(PRODUCT_SORTS).default('newest') });
export type ProductQuery = z.infer<typeof ProductQuery>;

const idsBelow = (categories: readonly CategoryNode[], wanted: readonly string[]): string[] => {
  const found = new Set(
    categories.filter(({ id, slug }) => wanted.includes(slug) || wanted.includes(id)).map(({ id }) => id),
  );
  for (let size = -1; size !== found.size;) {
    size = found.size;
    for (const { id, parentId } of categories) if (parentId !== undefined && found.has(parentId)) found.add(id);
  }
  return [...found];
};

/** The filters of a query; an unknown category matches nothing. */
export const filtersOf = (
  query: Omit<ProductQuery, 'limit' | 'cursor' | 'facets'>,
  categories: readonly CategoryNode[],
): ProductFilters => ({
  ...(query.category === undefined ? {} : { categoryIds: idsBelow(categories, query.category) }),
  ...(query.brand === undefined ? {} : { brands: query.brand }),
  ...(query.vendor === undefined ? {} : { vendorIds: query.vendor }),
  ...(query.influencer === undefined ? {} : { influencerIds: query.influencer }),
  ...(query.audience === undefined ? {} : { audiences: query.audience }),
  ...(query.size === undefined ? {} : { sizes: query.size }),
  ...(query.colour === undefined ? {} : { colours: query.colour }),
  ...(query.featured === undefined ? {} : { featured: [query.featured] }),
  ...(query.priceMin === undefined ? {} : { priceMin: query.priceMin }),
  ...(query.priceMax === undefined ? {} : { priceMax: query.priceMax }),
  ...(query.discountMin === undefined ? {} : { discountMin: query.discountMin }),
  ...(query.inStock === undefined ? {} : { inStock: query.inStock }),
});

export const Card = z.object({
  id: ProductId,
  slug: z.string(),
  name: z.string(),
  brand: z.string(),
  vendorId: Id,
  image: z.string().nullable(),
  price: Money,
  mrp: Money,
  discountPercent: z.int(),
  sizes: z.array(z.string()),
  colours: z.array(z.object({ name: z.string(), hex: z.string().nullable() })),
  inStock: z.boolean(),
  featured: z.string().nullable(),
});
const Counted = z.array(z.object({ value: z.string(), count: z.int() }));
export const Facets = z.object({
  categories: z.array(
    z.object({ id: CategoryId, slug: z.string(), name: z.string(), parentId: CategoryId.nullable(), count: z.int() }),
  ),
  brands: Counted,
  vendors: z.array(z.object({ id: Id, count: z.int() })),
  audiences: Counted,
  colours: z.array(z.object({ value: z.string(), hex: z.string().nullable(), count: z.int() })),
  sizes: Counted,
  prices: z.array(z.object({ from: z.int(), to: z.int().nullable(), count: z.int() })),
  inStock: z.int(),
  soldOut: z.int(),
});
/** What to show for colours and sizes in the reader's language; filters take them as they are. Not in the source language. */
export const Labels = z
  .object({ colours: z.record(z.string(), z.string()), sizes: z.record(z.string(), z.string()) })
  .optional();
export const ProductList = z.object({
  products: z.array(Card),
  facets: Facets.optional(),
  labels: Labels,
  next: z.string().nullable(),
});
