import type { Instant } from '../../../event-schemas/primitives.ts';
import type { Language } from '../../policy/languages.ts';

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

/** By what the further choices of a shopper are counted. */
export const PRODUCT_FACETS = [
  'category',
  'brand',
  'vendor',
  'audience',
  'colour',
  'size',
  'price',
  'inStock',
] as const;
export type ProductFacet = (typeof PRODUCT_FACETS)[number];
/** At least so many values of one facet are counted, those with the most products. */
export const FACET_VALUES_MAX = 60;
/** What a search must be told to count. */
export type FacetsAsked = {
  /** The categories to count, each with itself and everything below it. */
  readonly categories: ReadonlyMap<string, readonly string[]>;
  /** Lower bounds of the price bands in paise, ascending from 0; the last band is open. */
  readonly priceBands: readonly number[];
};
/**
 * How many products each further choice would show: a price by the lower bound of its band, stock as `true` and `false`. What
 * is chosen of a facet already is left out where that facet is counted, since its values are alternatives.
 */
export type FacetCounts = Readonly<Record<ProductFacet, ReadonlyMap<string, number>>>;

export type ProductSearch = {
  readonly text: string;
  readonly filters: ProductFilters;
  readonly sort: ProductSort | 'relevance';
  readonly limit: number;
  /** The `next` of an earlier answer to the same search. */
  readonly after?: string;
  readonly now: Instant;
  readonly facets?: FacetsAsked;
  /** Whether the names of the products are wanted in parts. */
  readonly highlights?: boolean;
  /** In which language the parts are wanted; names without a translation, and all by default, are as the source has them. */
  readonly language?: Language;
};
export type ProductsFound = {
  /** Product cards as JSON text. */
  readonly cards: readonly string[];
  /** How many match, counted up to a limit of the adapter. */
  readonly total: number;
  readonly next?: string;
  /** What was searched for instead, when nothing matched the words as they were typed. */
  readonly correctedText?: string;
  /** If they were asked for. */
  readonly facets?: FacetCounts;
  /** For each card its name in parts that make it up, matched words apart from the others; if they were asked for. */
  readonly highlights?: readonly (readonly { readonly text: string; readonly matched: boolean }[])[];
};

/**
 * Full-text search over published products by their names in all languages: stemmed words and what people call the same, typing mistakes forgiven when nothing
 * matches otherwise. A product is found once, whatever its colours and sizes.
 */
export type SearchIndex = {
  /** The read models that answers are made of: who wants to see a write waits for these. */
  readonly readModels: readonly string[];
  /** Undefined for an `after` that is not of this search. */
  search(search: ProductSearch): Promise<ProductsFound | undefined>;
  /** Names of products in a language (see above) that begin like the text, the best first. */
  suggest(text: string, limit: number, now: Instant, language?: Language): Promise<readonly string[]>;
};
