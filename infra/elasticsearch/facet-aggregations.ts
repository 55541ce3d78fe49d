import type { estypes } from '@elastic/elasticsearch';
import {
  FACET_VALUES_MAX,
  PRODUCT_FACETS,
  type FacetCounts,
  type FacetsAsked,
  type ProductFacet,
} from '../../domains/kernel/ports/search-index.ts';
import type { FilterQuery } from './search-query.ts';

type Aggregation = estypes.AggregationsAggregationContainer;
/** The name of what is counted within the aggregation of a facet, which has the facet's own name. */
const VALUES = 'values';

const values = (field: string): Aggregation => ({ terms: { field, size: FACET_VALUES_MAX } });

const bands = ({ priceBands }: FacetsAsked): Aggregation => ({
  range: {
    field: 'price_paise',
    ranges: priceBands.map((from, index) => {
      const to = priceBands[index + 1];
      return { key: String(from), from, ...(to === undefined ? {} : { to }) };
    }),
  },
});

const counted = (asked: FacetsAsked): Readonly<Record<ProductFacet, Aggregation | undefined>> => ({
  category:
    asked.categories.size === 0
      ? undefined
      : {
          filters: {
            filters: Object.fromEntries(
              [...asked.categories].map(([id, below]) => [id, { terms: { category_ids: [...below] } }]),
            ),
          },
        },
  brand: values('brand'),
  vendor: values('vendor_id'),
  audience: values('audience'),
  colour: values('colours'),
  size: values('sizes'),
  price: bands(asked),
  inStock: values('in_stock'),
});

/** Counts each facet among the products that pass the filters of all others. */
export const facetAggregations = (
  asked: FacetsAsked,
  filters: readonly FilterQuery[],
): Readonly<Record<string, Aggregation>> =>
  Object.fromEntries(
    Object.entries(counted(asked)).flatMap(([facet, aggregation]) => {
      if (aggregation === undefined) return [];
      const others = filters.filter((filter) => filter.facet !== facet).map(({ query }) => query);
      return [[facet, { filter: { bool: { filter: others } }, aggs: { [VALUES]: aggregation } }]];
    }),
  );

type Bucket = { readonly key?: unknown; readonly key_as_string?: string; readonly doc_count: number };
type Counted = { readonly [VALUES]?: { readonly buckets: readonly Bucket[] | Readonly<Record<string, Bucket>> } };

const countsIn = (aggregate: Counted | undefined): ReadonlyMap<string, number> => {
  const buckets = aggregate?.[VALUES]?.buckets ?? [];
  const pairs = Array.isArray(buckets)
    ? (buckets as readonly Bucket[]).map((bucket) => [bucket.key_as_string ?? String(bucket.key), bucket] as const)
    : Object.entries(buckets as Readonly<Record<string, Bucket>>);
  return new Map(
    pairs.filter(([, bucket]) => bucket.doc_count > 0).map(([value, bucket]) => [value, bucket.doc_count]),
  );
};

export const facetCountsOf = (
  aggregations: Readonly<Record<string, estypes.AggregationsAggregate>> | undefined,
): FacetCounts =>
  Object.fromEntries(
    PRODUCT_FACETS.map((facet) => [facet, countsIn(aggregations?.[facet] as Counted | undefined)]),
  ) as Record<ProductFacet, ReadonlyMap<string, number>>;
