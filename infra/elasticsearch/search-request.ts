import type { estypes } from '@elastic/elasticsearch';
import type { ProductSearch } from '../../domains/kernel/ports/search-index.ts';
import type { Language } from '../../domains/kernel/ports/translations.ts';
import { MARKS } from '../search/words.ts';
import { facetAggregations } from './facet-aggregations.ts';
import { filterQueries, NAME_FIELDS, sortOf, visibleNow, wordsQuery } from './search-query.ts';

/** Totals are counted up to here. */
export const COUNTED_MAX = 1_000;

/** What is read of each product found. */
export type Card = {
  readonly card: string;
  readonly name: string;
  readonly translations?: Readonly<Partial<Record<Language, string>>>;
};

/** Marks matched words in names, also those of which only the beginning was typed. */
const marking = (analysesLanguage: boolean): estypes.SearchHighlight => ({
  type: 'unified',
  number_of_fragments: 0,
  pre_tags: [MARKS.before],
  post_tags: [MARKS.after],
  fields: Object.fromEntries(
    NAME_FIELDS.flatMap((field) => [field, ...(analysesLanguage ? [`${field}.beginning`] : [])]).map((field) => [
      field,
      {},
    ]),
  ),
});

/** One page of a search, after the sort values of the last product before it; one product more than shown tells of a next page. */
export const searchRequest = (
  words: readonly string[],
  { filters, sort, limit, now, facets, highlights }: ProductSearch,
  analysesLanguage: boolean,
  after: readonly unknown[] | undefined,
): estypes.SearchRequest => {
  const wanted = filterQueries(filters);
  const narrowed = wanted.map(({ query }) => query);
  return {
    size: limit + 1,
    track_total_hits: COUNTED_MAX,
    _source: ['card', 'name', ...(highlights === true ? ['translations'] : [])],
    query: {
      bool: {
        must: wordsQuery(words, analysesLanguage),
        filter: [...visibleNow(now), ...(facets === undefined ? narrowed : [])],
      },
    },
    // Facets count also what the filters leave out, so that these come after them.
    ...(facets === undefined
      ? {}
      : { aggs: facetAggregations(facets, wanted), post_filter: { bool: { filter: narrowed } } }),
    ...(highlights === true ? { highlight: marking(analysesLanguage) } : {}),
    sort: sortOf(sort),
    ...(after === undefined ? {} : { search_after: after as estypes.SortResults }),
  };
};
