import { JsonText, readRoute, Refusal, type ReadContext } from '../../domains/kernel/routes.ts';
import type { Translator } from '../../domains/kernel/ports/translations.ts';
import type { ProductFilters, ProductSort } from '../../domains/kernel/ports/search-index.ts';
import {
  pageOf,
  pageStatement,
  productConditions,
  statementValues,
  type CardRow,
} from '../../infra/postgres/product-filters.ts';
import { cardsShown } from './card-options.ts';
import { categoriesNow, facetsOf } from './products-facets.ts';
import { localisedList, type ListTexts } from './products-localised.ts';
import { filtersOf, ListQuery, ProductList } from './products-shapes.ts';

type Wanted = {
  readonly filters: ProductFilters;
  readonly sort: ProductSort;
  readonly limit: number;
  readonly cursor?: string | undefined;
};
export const invalidCursor = (): Refusal =>
  new Refusal('InvalidCursor', 'The cursor is not of this list and sort; begin again without one.');

/** One page of cards and where the next begins. */
export const cardsPage = async (wanted: Wanted, context: ReadContext): Promise<ReturnType<typeof pageOf>> => {
  const { filters, sort, limit, cursor } = wanted;
  const values = statementValues();
  const conditions = productConditions(filters, context.now, values);
  const statement = pageStatement(conditions, { sort, limit, after: cursor }, values);
  if (statement === undefined) throw invalidCursor();
  return pageOf(await context.query<CardRow>(statement), limit);
};

/** Optional parts of an answer that are JSON text already, each with its comma. */
export const partsText = (parts: Readonly<Record<string, string | undefined>>): string =>
  Object.entries(parts)
    .map(([name, text]) => (text === undefined ? '' : `"${name}":${text},`))
    .join('');

/** Puts cards that are JSON text already into an answer, in the reader's language. */
export const listAnswer = async (
  list: ListTexts,
  next: string | undefined,
  translator: Translator,
): Promise<JsonText> => {
  const { cards, ...parts } = await localisedList(list, translator);
  return new JsonText(
    `{"products":[${cards.join(',')}],${partsText(parts)}"next":${next === undefined ? 'null' : JSON.stringify(next)}}`,
  );
};

export const productList = readRoute({
  path: '/products',
  tag: 'Products',
  summary: 'Products by category, brand, size, colour, price and more, with the counts of each further choice',
  allow: ['public'],
  query: ListQuery,
  localised: true,
  reply: ProductList,
  projections: ['product_card', 'category_tree'],
  run: async ({ query }, context) => {
    const filters = filtersOf(query, query.category === undefined ? [] : await categoriesNow(context, query.category));
    const { sort, limit, cursor } = query;
    const [page, facets] = await Promise.all([
      cardsPage({ filters, sort, limit, cursor }, context),
      query.facets ? facetsOf(filters, context) : undefined,
    ]);
    return listAnswer({ cards: await cardsShown(page.cards, context), facets }, page.next, context);
  },
});
