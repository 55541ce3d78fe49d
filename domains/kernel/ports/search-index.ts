import type { Instant } from '../../../event-schemas/primitives.ts';

/** Which products a reader wants. Values of one field are alternatives, fields narrow each other; prices are paise. */
export type ProductFilters = {
  /** Categories with everything below them, already written out. */
  readonly categoryIds?: readonly string[];
  readonly brands?: readonly string[];
  readonly vendorIds?: readonly string[];
  readonly influencerIds?: readonly string[];
  readonly audiences?: readonly string[];
  readonly sizes?: readonly string[];
  readonly colours?: readonly string[];
  readonly featured?: readonly string[];
  readonly priceMin?: number;
  readonly priceMax?: number;
  readonly discountMin?: number;
  readonly inStock?: boolean;
};

export const PRODUCT_SORTS = ['newest', 'price_asc', 'price_desc', 'discount', 'name'] as const;
export type ProductSort = (typeof PRODUCT_SORTS)[number];

export type ProductSearch = {
  readonly text: string;
  readonly filters: ProductFilters;
  readonly sort: ProductSort | 'relevance';
  readonly limit: number;
  /** The `next` of an earlier answer to the same search. */
  readonly after?: string;
  readonly now: Instant;
};
export type ProductsFound = {
  /** Product cards as JSON text. */
  readonly cards: readonly string[];
  /** How many match, counted up to a limit of the adapter. */
  readonly total: number;
  readonly next?: string;
  /** What was searched for instead, when nothing matched the words as they were typed. */
  readonly correctedText?: string;
};

/** Full-text search over published products: stemmed words, typing mistakes forgiven when nothing matches otherwise. */
export type SearchIndex = {
  /** The read models that answers are made of: who wants to see a write waits for these. */
  readonly readModels: readonly string[];
  /** Undefined for an `after` that is not of this search. */
  search(search: ProductSearch): Promise<ProductsFound | undefined>;
  /** Names of products that begin like the text, the best first. */
  suggest(text: string, limit: number, now: Instant): Promise<readonly string[]>;
};
