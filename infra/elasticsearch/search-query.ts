import type { estypes } from '@elastic/elasticsearch';
import type { ProductFacet, ProductFilters, ProductSearch } from '../../domains/kernel/ports/search-index.ts';
import { synonymsOf } from '../search/synonyms.ts';

const TITLE_BOOST = 4;
/** What a product is called: by its source, and in other languages. */
export const NAME_FIELDS = ['title_text', 'translated_text'] as const;
type Query = estypes.QueryDslQueryContainer;

const inEither = (make: (field: string, boost: number) => Query): Query[] => [
  ...NAME_FIELDS.map((field) => make(field, TITLE_BOOST)),
  make('other_text', 1),
];

/** One word, or one that means the same; the last may be the beginning of one. */
const wordQuery = (word: string, isLast: boolean, analysesLanguage: boolean): Query => {
  const spellings = analysesLanguage ? [word] : synonymsOf(word);
  const whole = spellings.flatMap((query) => inEither((field, boost) => ({ match: { [field]: { query, boost } } })));
  const begun = inEither((field) =>
    analysesLanguage
      ? { constant_score: { filter: { match: { [`${field}.beginning`]: word } } } }
      : { constant_score: { filter: { prefix: { [field]: word } } } },
  );
  return { dis_max: { queries: isLast ? [...whole, ...begun] : whole } };
};

/** All words must occur, wherever. */
export const wordsQuery = (words: readonly string[], analysesLanguage: boolean): Query[] =>
  words.map((word, index) => wordQuery(word, index === words.length - 1, analysesLanguage));

export const visibleNow = (now: string): Query[] => [
  { term: { listed: true } },
  { range: { visible_from: { lte: now } } },
];

/** A condition, and the facet whose values it chooses among. */
export type FilterQuery = { readonly facet: ProductFacet | undefined; readonly query: Query };

const amongEach = {
  categoryIds: ['category', 'category_ids'],
  brands: ['brand', 'brand'],
  vendorIds: ['vendor', 'vendor_id'],
  influencerIds: [undefined, 'influencer_id'],
  audiences: ['audience', 'audience'],
  sizes: ['size', 'sizes'],
  colours: ['colour', 'colours'],
  featured: [undefined, 'featured'],
} as const satisfies Partial<Record<keyof ProductFilters, readonly [ProductFacet | undefined, string]>>;

/** The conditions that the filters ask for. */
export const filterQueries = (filters: ProductFilters): readonly FilterQuery[] => {
  const among = Object.entries(amongEach).flatMap(([name, [facet, field]]) => {
    const values = filters[name as keyof typeof amongEach];
    return values === undefined ? [] : [{ facet, query: { terms: { [field]: [...values] } } }];
  });
  const { priceMin, priceMax, discountMin, inStock } = filters;
  const range = (field: string, bounds: { readonly gte?: number; readonly lte?: number }): Query => ({
    range: { [field]: bounds },
  });
  return [
    ...among,
    ...(priceMin === undefined ? [] : [{ facet: 'price' as const, query: range('price_paise', { gte: priceMin }) }]),
    ...(priceMax === undefined ? [] : [{ facet: 'price' as const, query: range('price_paise', { lte: priceMax }) }]),
    ...(discountMin === undefined
      ? []
      : [{ facet: undefined, query: range('discount_percent', { gte: discountMin }) }]),
    ...(inStock === undefined ? [] : [{ facet: 'inStock' as const, query: { term: { in_stock: inStock } } }]),
  ];
};

const SORTS: Readonly<Record<ProductSearch['sort'], readonly estypes.SortCombinations[]>> = {
  relevance: [{ _score: { order: 'desc' } }, { created: { order: 'desc' } }],
  newest: [{ created: { order: 'desc' } }],
  price_asc: [{ price_paise: { order: 'asc' } }, { created: { order: 'asc' } }],
  price_desc: [{ price_paise: { order: 'desc' } }, { created: { order: 'desc' } }],
  discount: [{ discount_percent: { order: 'desc' } }, { created: { order: 'desc' } }],
  name: [{ name: { order: 'asc' } }, { created: { order: 'asc' } }],
};
export const sortOf = (sort: ProductSearch['sort']): estypes.SortCombinations[] => [...SORTS[sort]];

/** Where a page ended: the sort values of its last hit, and the point in time that the pages are of, if there is one. */
export type PageEnd = { readonly values: readonly unknown[]; readonly pit: string | undefined };

/** Creation is unique, so there is exactly one place after the values; what a point in time adds to them is left out. */
export const cursorOf = (sort: ProductSearch['sort'], { values, pit }: PageEnd): string =>
  Buffer.from(JSON.stringify([sort, pit ?? null, ...values.slice(0, SORTS[sort].length)])).toString('base64url');
export const pageEndOf = (sort: ProductSearch['sort'], cursor: string): PageEnd | undefined => {
  try {
    const [of, pit, ...values] = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')) as unknown[];
    const isPlain = values.every((value) => typeof value === 'string' || typeof value === 'number');
    if (of !== sort || !isPlain || values.length !== SORTS[sort].length) return undefined;
    return { values, pit: typeof pit === 'string' ? pit : undefined };
  } catch {
    return undefined;
  }
};
