import type {
  FacetCounts,
  ProductSearch,
  ProductsFound,
  SearchIndex,
} from '../../domains/kernel/ports/search-index.ts';
import { SOURCE_LANGUAGE, type Language } from '../../domains/kernel/ports/translations.ts';
import { synonymsOf } from '../search/synonyms.ts';
import { MARKS, nameParts, wordsOf } from '../search/words.ts';
import type { Database } from './database.ts';
import { countFacets, FACET_COLUMNS, type FacetProduct } from './facet-counts.ts';
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

/** Among more matches than this the newest are ranked; totals are counted up to here as well. */
export const CANDIDATES_MAX = 300;
/** Among more matches than this facets count the newest. */
export const FACETS_COUNTED_MAX = 10_000;
const SUGGESTIONS_READ_MAX = 64;

/** All words must occur, or what means the same; the last may be the beginning of one. */
const tsquery = (words: readonly string[]): string =>
  words
    .map((word, index) => {
      const typed = index === words.length - 1 ? `'${word}':*` : `'${word}'`;
      const others = synonymsOf(word).filter((other) => other !== word);
      return `(${[typed, ...others.map((other) => `'${other}'`)].join(' | ')})`;
    })
    .join(' & ');

type Found = CardRow & { readonly total: number };
type Marked = { readonly product_id: string; readonly name: string; readonly marked: string };

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

/** What products are called in a language, and the text with all their names; `$place` is its value. The usual language needs none. */
const namesIn = (language: Language, place: number) =>
  language === SOURCE_LANGUAGE
    ? { name: 'name', text: 'title_text', values: [] }
    : {
        name: `coalesce(translations ->> $${place}::text, name)`,
        text: `title_text || ' ' || translated_text`,
        values: [language],
      };

/** What a search needs besides its page, if it was asked for. */
const extrasOf = (database: Pick<Database, 'query'>) => ({
  facets: async (words: readonly string[], search: ProductSearch): Promise<FacetCounts | undefined> => {
    const { facets, filters, now } = search;
    if (facets === undefined) return undefined;
    const values = statementValues();
    const conditions = `${productConditions({}, now, values)} and search @@ to_tsquery('english', ${values.add(tsquery(words))})`;
    const products = await database.query<FacetProduct>({
      text: `select ${FACET_COLUMNS} from catalogue.product_card
        where ${conditions} order by created desc limit ${FACETS_COUNTED_MAX}`,
      values: values.values,
      replan: true,
    });
    return countFacets(products, facets, filters, now);
  },

  /** The name of each card in parts. */
  highlights: async (
    words: readonly string[],
    cards: readonly string[],
    language: Language,
  ): Promise<ProductsFound['highlights']> => {
    const ids = cards.map((card) => (JSON.parse(card) as { readonly id: string }).id);
    const shown = namesIn(language, 3);
    const rows = await database.query<Marked>({
      text: `select product_id, ${shown.name} as name, ts_headline('english', ${shown.text}, to_tsquery('english', $2),
          'HighlightAll=true, StartSel=${MARKS.before}, StopSel=${MARKS.after}') as marked
        from catalogue.product_card where product_id = any($1::uuid[])`,
      values: [ids, tsquery(words), ...shown.values],
    });
    const byId = new Map(rows.map((row) => [row.product_id, row]));
    return ids.map((id) => nameParts(byId.get(id)?.name ?? '', [byId.get(id)?.marked ?? '']));
  },
});

const pageFound = (found: readonly Found[], limit: number): ProductsFound => {
  const shown = found.slice(0, limit);
  const last = shown.at(-1);
  const next = found.length > limit && last !== undefined ? cursorOf(last) : undefined;
  return {
    cards: shown.map(({ card }) => card),
    total: found[0]?.total ?? 0,
    ...(next === undefined ? {} : { next }),
  };
};

type Typed = Pick<ProductSearch, 'text' | 'limit' | 'now'> & { readonly language: Language };
/** Names, the newest first, each once. */
const suggestions = async (
  database: Pick<Database, 'query'>,
  { text, limit, now, language }: Typed,
): Promise<readonly string[]> => {
  const words = wordsOf(text);
  if (words.length === 0) return [];
  const query = tsquery(words);
  const shown = namesIn(language, 3);
  const rows = await database.query<{ name: string }>({
    text: `select ${shown.name} as name from catalogue.product_card
      where listed and visible_from <= $1 and search @@ (to_tsquery('english', $2) || to_tsquery('simple', $2))
      order by created desc limit ${SUGGESTIONS_READ_MAX}`,
    values: [now, query, ...shown.values],
    replan: true,
  });
  return [...new Set(rows.map(({ name }) => name))].slice(0, limit);
};

/** Full text and trigrams of PostgreSQL over the product cards. */
export const postgresSearchIndex = (database: Pick<Database, 'query'>): SearchIndex => {
  const extras = extrasOf(database);

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

  const answer = async (
    words: readonly string[],
    found: readonly Found[],
    search: ProductSearch,
  ): Promise<ProductsFound> => {
    const page = pageFound(found, search.limit);
    const [facets, highlights] = await Promise.all([
      extras.facets(words, search),
      search.highlights === true ? extras.highlights(words, page.cards, search.language ?? SOURCE_LANGUAGE) : undefined,
    ]);
    return {
      ...page,
      ...(facets === undefined ? {} : { facets }),
      ...(highlights === undefined ? {} : { highlights }),
    };
  };

  return {
    readModels: ['product_card', 'search_word'],
    search: async (search) => {
      const words = wordsOf(search.text);
      if (words.length === 0) return { cards: [], total: 0 };
      const found = await find(words, search);
      if (found === undefined) return undefined;
      if (found.length > 0 || search.after !== undefined) return answer(words, found, search);
      const better = await correctedWords(database, words);
      const again = better === undefined ? [] : ((await find(better, search)) ?? []);
      return better === undefined || again.length === 0
        ? answer(words, found, search)
        : { ...(await answer(better, again, search)), correctedText: better.join(' ') };
    },

    suggest: (text, limit, now, language = SOURCE_LANGUAGE) => suggestions(database, { text, limit, now, language }),
  };
};
