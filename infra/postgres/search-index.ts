import type { ProductSearch, ProductsFound, SearchIndex } from '../../domains/kernel/ports/search-index.ts';
import type { Database } from './database.ts';
import { cursorOf, placeOf, productConditions, sortColumn, statementValues, type CardRow } from './product-filters.ts';
import { correctedWords } from './word-correction.ts';

export const WORDS_MAX = 10;
/** Among more matches than this the newest are ranked; totals are counted up to here as well. */
export const CANDIDATES_MAX = 1_000;
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

/** Full text and trigrams of PostgreSQL over the product cards. */
export const postgresSearchIndex = (database: Pick<Database, 'query'>): SearchIndex => {
  const find = async (words: readonly string[], search: ProductSearch): Promise<readonly Found[] | undefined> => {
    const { filters, sort, limit, after, now } = search;
    const values = statementValues();
    const wanted = `to_tsquery('english', ${values.add(tsquery(words))})`;
    const conditions = `${productConditions(filters, now, values)} and search @@ ${wanted}`;
    const { column, descending } = sort === 'relevance' ? { column: undefined, descending: true } : sortColumn(sort);
    const value = sort === 'relevance' ? `(ts_rank(search, ${wanted}) * 1000000)::bigint` : (column ?? '0');
    const bounded = sort === 'relevance' ? `order by created desc limit ${CANDIDATES_MAX}` : '';
    const place = after === undefined ? undefined : placeOf(after);
    if (after !== undefined && (place?.value ?? null) === null) return undefined;
    const beyond =
      place === undefined
        ? ''
        : `where (value, created) ${descending ? '<' : '>'} (${values.add(place.value)}, ${values.add(place.created)}::bigint)`;
    const direction = descending ? 'desc' : 'asc';
    return database.query<Found>({
      text: `select card, value, created, total from (
          select *, count(*) over () as total from (
            select card, created, ${value} as value from catalogue.product_card where ${conditions} ${bounded}
          ) matched
        ) counted ${beyond} order by value ${direction}, created ${direction} limit ${values.add(limit + 1)}`,
      values: values.values,
    });
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
      });
      return [...new Set(rows.map(({ name }) => name))].slice(0, limit);
    },
  };
};
