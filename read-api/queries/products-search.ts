import { z } from 'zod';
import { PRODUCT_SORTS } from '../../domains/kernel/ports/search-index.ts';
import { JsonText, readRoute } from '../../domains/kernel/routes.ts';
import { cardsShown } from './card-options.ts';
import { categoriesNow, facetsOfSearch } from './products-facets.ts';
import { localisedList } from './products-localised.ts';
import { invalidCursor, partsText } from './products.ts';
import { Card, Facets, filtersOf, Flag, Labels, ProductQuery } from './products-shapes.ts';

export const TEXT_MAX = 200;
export const SUGGESTIONS_MAX = 8;
const Text = z.string().trim().min(1).max(TEXT_MAX);

const search = readRoute({
  path: '/products/search',
  tag: 'Products',
  summary: 'Products by words, narrowed by the filters of the product list; typing mistakes are forgiven',
  allow: ['public'],
  localised: true,
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
    labels: Labels,
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
      language: context.language,
      ...page,
      ...(counting === undefined ? {} : { facets: counting.asked }),
    });
    if (found === undefined) throw invalidCursor();
    const { total, highlights: marked, correctedText = null, next = null } = found;
    const counts = found.facets === undefined ? undefined : counting?.json(found.facets);
    const shown = await cardsShown(found.cards, context);
    const { cards, ...parts } = await localisedList({ cards: shown, facets: counts }, context);
    const extras = partsText({ ...parts, highlights: marked === undefined ? undefined : JSON.stringify(marked) });
    return new JsonText(
      `{"products":[${cards.join(',')}],"total":${total},${extras}"correctedText":${JSON.stringify(correctedText)},"next":${JSON.stringify(next)}}`,
    );
  },
});

const suggestions = readRoute({
  path: '/products/suggestions',
  tag: 'Products',
  summary: `Up to ${SUGGESTIONS_MAX} names that begin like what was typed so far`,
  allow: ['public'],
  localised: true,
  query: z.object({ q: Text }),
  reply: z.object({ suggestions: z.array(z.string()) }),
  projections: [],
  readModelsOf: ({ searchIndex }) => searchIndex.readModels,
  run: async ({ query: { q } }, context) => ({
    suggestions: await context.ports.searchIndex.suggest(q, SUGGESTIONS_MAX, context.now, context.language),
  }),
});

export const productSearches = [search, suggestions];
