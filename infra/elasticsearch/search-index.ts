import type { estypes } from '@elastic/elasticsearch';
import type { ProductSearch, ProductsFound, SearchIndex } from '../../domains/kernel/ports/search-index.ts';
import { SOURCE_LANGUAGE, type Language } from '../../domains/kernel/ports/translations.ts';
import type { ElasticsearchStore } from './connection.ts';
import { nameParts, wordsOf } from '../search/words.ts';
import { facetCountsOf } from './facet-aggregations.ts';
import { pointsInTime } from './point-in-time.ts';
import { cursorOf, pageEndOf, sortOf, visibleNow, wordsQuery } from './search-query.ts';
import { searchRequest, type Card } from './search-request.ts';

/** The name under which the progress of these rows is told. */
export const PRODUCT_SEARCH = 'product_search';
const SUGGESTIONS_READ_MAX = 64;
/** Shorter words are too like each other to be corrected. */
const CORRECTED_LENGTH_MIN = 3;

/** The words with those that nobody knows put right, if any can be. */
const correctedBy =
  ({ client, names, guard }: ElasticsearchStore) =>
  async (words: readonly string[]): Promise<readonly string[] | undefined> => {
    const { suggest } = await guard.run('correct', () =>
      client.search({
        index: names.alias,
        size: 0,
        suggest: {
          text: words.join(' '),
          words: {
            term: {
              field: 'words',
              suggest_mode: 'missing',
              size: 1,
              prefix_length: 1,
              min_word_length: CORRECTED_LENGTH_MIN,
            },
          },
        },
      }),
    );
    const better = new Map(
      (suggest?.['words'] ?? []).flatMap(({ text, options }) => {
        const best = [options].flat()[0];
        return best !== undefined && 'text' in best ? [[text, best.text] as const] : [];
      }),
    );
    return better.size === 0 ? undefined : words.map((word) => better.get(word) ?? word);
  };

const nameIn = ({ name, translations }: Pick<Card, 'name' | 'translations'>, language: Language): string =>
  // An index of before there were translations answers until the new one is built.
  translations?.[language] ?? name;

const partsIn =
  (language: Language) =>
  ({ _source, highlight = {} }: estypes.SearchHit<Card>): ReturnType<typeof nameParts> =>
    nameParts(nameIn(_source!, language), Object.values(highlight).flat());

const totalOf = ({ total }: estypes.SearchHitsMetadata<Card>): number =>
  typeof total === 'number' ? total : (total?.value ?? 0);

/** Full-text search by Elasticsearch over the product cards. */
export const elasticsearchSearchIndex = (store: ElasticsearchStore): SearchIndex => {
  const { client, names, guard, features } = store;

  const points = pointsInTime(store);

  const find = async (words: readonly string[], search: ProductSearch): Promise<ProductsFound | undefined> => {
    const { sort, limit, after, facets, highlights } = search;
    const end = after === undefined ? undefined : pageEndOf(sort, after);
    if (after !== undefined && end === undefined) return undefined;
    const { analysesLanguage } = await features();
    const asked = searchRequest(words, search, analysesLanguage, end?.values);
    const { hits, pit, aggregations } = await points.search<Card>(asked, end?.pit);
    const shown = hits.hits.slice(0, limit);
    const values = hits.hits.length > limit ? shown.at(-1)?.sort : undefined;
    const kept = await points.forNext(sort === 'relevance', values !== undefined, pit);
    return {
      cards: shown.map(({ _source }) => _source!.card),
      total: totalOf(hits),
      ...(values === undefined ? {} : { next: cursorOf(sort, { values, pit: kept }) }),
      ...(facets === undefined ? {} : { facets: facetCountsOf(aggregations) }),
      ...(highlights === true ? { highlights: shown.map(partsIn(search.language ?? SOURCE_LANGUAGE)) } : {}),
    };
  };

  const corrected = correctedBy(store);

  return {
    readModels: [PRODUCT_SEARCH],
    search: async (search) => {
      const words = wordsOf(search.text);
      if (words.length === 0) return { cards: [], total: 0 };
      const found = await find(words, search);
      if (found === undefined || found.cards.length > 0 || search.after !== undefined) return found;
      const better = await corrected(words);
      const again = better === undefined ? undefined : await find(better, search);
      return better === undefined || again === undefined || again.cards.length === 0
        ? found
        : { ...again, correctedText: better.join(' ') };
    },
    suggest: async (text, limit, now, language = SOURCE_LANGUAGE) => {
      const words = wordsOf(text);
      if (words.length === 0) return [];
      const { analysesLanguage } = await features();
      const { hits } = await guard.run('suggest', () =>
        client.search<Pick<Card, 'name' | 'translations'>>({
          index: names.alias,
          size: SUGGESTIONS_READ_MAX,
          _source: ['name', 'translations'],
          query: { bool: { filter: [...visibleNow(now), ...wordsQuery(words, analysesLanguage)] } },
          sort: sortOf('newest'),
        }),
      );
      return [...new Set(hits.hits.map(({ _source }) => nameIn(_source!, language)))].slice(0, limit);
    },
  };
};
