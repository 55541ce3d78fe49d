import { z } from 'zod';
import { PRODUCT_SORTS, type FacetCounts, type ProductsFound } from '../../domains/kernel/ports/search-index.ts';
import { JsonText, readRoute } from '../../domains/kernel/routes.ts';
import { categoriesNow, facetsOfSearch } from './products-facets.ts';
import { invalidCursor } from './products.ts';
import { Card, Facets, filtersOf, Flag, ProductQuery } from './products-shapes.ts';

export const TEXT_MAX = 200;
export const SUGGESTIONS_MAX = 8;
const Text = z.string().trim().min(1).max(TEXT_MAX);

/** Optional parts of the answer as JSON text, each with its comma. */
const extrasText = (
  { facets, highlights }: ProductsFound,
  facetsJson: ((counts: FacetCounts) => string) | undefined,
): string =>
  [
    facets === undefined || facetsJson === undefined ? '' : `"facets":${facetsJson(facets)},`,
    highlights === undefined ? '' : `"highlights":${JSON.stringify(highlights)},`,
  ].join('');

const search = readRoute({
  path: '/products/search',
  tag: 'Products',
  summary: 'Products by words, narrowed by the filters of the product list; typing mistakes are forgiven',
  allow: ['public'],
  query: ProductQuery.extend({
    q: Text,
    /** Whether the counts of each further choice are wanted. */
    facets: Flag.default(false),
    /** Whether the names are wanted with the matched words apart. */
    highlights: Flag.default(false),
    sort: z.enum(['relevance', ...PRODUCT_SORTS]).default('relevance'),
  }),
  reply: z.object({
    products: z.array(Card),
    /** How many match; counting stops at 300. */
    total: z.int(),
    facets: Facets.optional(),
    /** For each product its name in parts that make it up. */
    highlights: z.array(z.array(z.object({ text: z.string(), matched: z.boolean() }))).optional(),
    correctedText: z.string().nullable(),
    next: z.string().nullable(),
  }),
  projections: ['category_tree'],
  readModelsOf: ({ searchIndex }) => searchIndex.readModels,
  run: async ({ query: { q, sort, limit, cursor, facets, highlights, ...query } }, context) => {
    const categories = query.category === undefined ? [] : await categoriesNow(context, query.category);
    const filters = filtersOf(query, categories);
    const page = cursor === undefined ? {} : { after: cursor };
    const counting = facets ? await facetsOfSearch(context) : undefined;
    const found = await context.ports.searchIndex.search({
      text: q,
      filters,
      sort,
      limit,
      now: context.now,
      highlights,
      ...page,
      ...(counting === undefined ? {} : { facets: counting.asked }),
    });
    if (found === undefined) throw invalidCursor();
    const { cards, total, correctedText = null, next = null } = found;
    return new JsonText(
      `{"products":[${cards.join(',')}],"total":${total},${extrasText(found, counting?.json)}"correctedText":${JSON.stringify(correctedText)},"next":${JSON.stringify(next)}}`,
    );
  },
});

const suggestions = readRoute({
  path: '/products/suggestions',
  tag: 'Products',
  summary: `Up to ${SUGGESTIONS_MAX} names that begin like what was typed so far`,
  allow: ['public'],
  query: z.object({ q: Text }),
  reply: z.object({ suggestions: z.array(z.string()) }),
  projections: [],
  readModelsOf: ({ searchIndex }) => searchIndex.readModels,
  run: async ({ query: { q } }, context) => ({
    suggestions: await context.ports.searchIndex.suggest(q, SUGGESTIONS_MAX, context.now),
  }),
});

export const productSearches = [search, suggestions];
