import type { ProductSearch, ProductsFound, SearchIndex } from '../../domains/kernel/ports/search-index.ts';
import type { Database } from './database.ts';
import {
  cursorOf,
  pageStatement,
  placeOf,
  productConditions,
  statementValues,
  type CardRow,
  type Place,
  type Values,
} from './product-filters.ts';
import { correctedWords } from './word-correction.ts';

export const WORDS_MAX = 10;
/** Among more matches than this the newest are ranked; totals are counted up to here as well. */
export const CANDIDATES_MAX = 300;
const SUGGESTIONS_READ_MAX = 64;

/** Words in lower case without diacritics or punctuation, so that nothing a person types is query syntax. */
export const wordsOf = (text: string): readonly string[] =>
  text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
    .slice(0, WORDS_MAX);

/** All words must occur; the last may be the beginning of one. */
const tsquery = (words: readonly string[]): string => words.map((word) => `'${word}'`).join(' & ') + ':*';

type Found = CardRow & { readonly total: number };

const beyond = ({ value, created }: Place, { add }: Values): string =>
  `where (value, created) < (${add(value)}::bigint, ${add(created)}::bigint)`;

const withTotal = (page: string, conditions: string): string =>
  `select page.*, (select count(*) from (
      select 1 from catalogue.product_card where ${conditions} limit ${CANDIDATES_MAX}) counted) as total
    from (${page}) page`;

/** Only what ranking needs is read of all candidates, and the wide cards only of those that are shown. */
const byRelevance = (conditions: string, query: string, place: string, limit: string): string =>
  `select card, ranked.value, ranked.created, ranked.total from (
      select * from (
        select product_id, created, (ts_rank(search, ${query}) * 1000000)::bigint as value, count(*) over () as total from (
          select product_id, created, search from catalogue.product_card
          where ${conditions} order by created desc limit ${CANDIDATES_MAX}
        ) candidates
      ) matched ${place} order by value desc, created desc limit ${limit}
    ) ranked join catalogue.product_card using (product_id) order by ranked.value desc, ranked.created desc`;

/** Full text and trigrams of PostgreSQL over the product cards. */
export const postgresSearchIndex = (database: Pick<Database, 'query'>): SearchIndex => {
  const find = async (words: readonly string[], search: ProductSearch): Promise<readonly Found[] | undefined> => {
    const values = statementValues();
    const query = `to_tsquery('english', ${values.add(tsquery(words))})`;
    const conditions = `${productConditions(search.filters, search.now, values)} and search @@ ${query}`;
    const { sort, limit, after } = search;
    if (sort !== 'relevance') {
      const page = pageStatement(conditions, { sort, limit, after }, values);
      return page && database.query<Found>({ ...page, text: withTotal(page.text, conditions), replan: true });
    }
    const place = after === undefined ? undefined : placeOf(after);
    if (after !== undefined && typeof place?.value !== 'number') return undefined;
    const text = byRelevance(
      conditions,
      query,
      place === undefined ? '' : beyond(place, values),
      values.add(limit + 1),
    );
    return database.query<Found>({ text, values: values.values, replan: true });
  };

  const answer = (found: readonly Found[], limit: number): ProductsFound => {
    const shown = found.slice(0, limit);
    const last = shown.at(-1);
    const next = found.length > limit && last !== undefined ? cursorOf(last) : undefined;
    return {
      cards: shown.map(({ card }) => card),
      total: found[0]?.total ?? 0,
      ...(next === undefined ? {} : { next }),
    };
  };

  return {
    readModels: ['product_card', 'search_word'],
    search: async (search) => {
      const words = wordsOf(search.text);
      if (words.length === 0) return { cards: [], total: 0 };
      const found = await find(words, search);
      if (found === undefined) return undefined;
      if (found.length > 0 || search.after !== undefined) return answer(found, search.limit);
      const better = await correctedWords(database, words);
      const again = better === undefined ? [] : ((await find(better, search)) ?? []);
      return better === undefined || again.length === 0
        ? { cards: [], total: 0 }
        : { ...answer(again, search.limit), correctedText: better.join(' ') };
    },

    suggest: async (text, limit, now) => {
      const words = wordsOf(text);
      if (words.length === 0) return [];
      const query = tsquery(words);
      const rows = await database.query<{ name: string }>({
        text: `select name from catalogue.product_card
          where listed and visible_from <= $1 and search @@ (to_tsquery('english', $2) || to_tsquery('simple', $2))
          order by created desc limit ${SUGGESTIONS_READ_MAX}`,
        values: [now, query],
        replan: true,
      });
      return [...new Set(rows.map(({ name }) => name))].slice(0, limit);
    },
  };
};
