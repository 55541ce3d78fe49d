import { LRUCache } from 'lru-cache';
import { shownOptions, type CategoryNode, type ShownOptions } from '../../domains/catalogue/index.ts';
import type { FacetCounts, FacetsAsked, ProductFilters } from '../../domains/kernel/ports/search-index.ts';
import type { ReadContext } from '../../domains/kernel/routes.ts';
import { CATALOGUE_POLICY } from '../../domains/policy/catalogue.ts';
import { countFacets, FACET_COLUMNS, type FacetProduct } from '../../infra/postgres/facet-counts.ts';
import { facetsAsked, facetsJson } from './facet-counts.ts';

/** Changed products are read in pages of this size. */
const CHANGES_PAGE_MAX = 5_000;
const ANSWERS_MAX = 2_000;

type Row = FacetProduct & { readonly product_id: string; readonly changed: number };
type Loaded = {
  readonly products: Map<string, FacetProduct>;
  readonly answers: LRUCache<string, string>;
  categories: readonly CategoryNode[];
  /** Colours and sizes that the answers were made with. */
  options: ShownOptions | undefined;
  asked: FacetsAsked;
  /** Rows changed up to this log position are in `products`. */
  changed: number;
  loadedAtMs: number;
  /** Products whose publication was due by then are counted. */
  asOf: string;
  /** The newest position that a reader asked for and that is surely covered. */
  covers: bigint;
  loading: Promise<void> | undefined;
};
const systems = new WeakMap<object, Loaded>();

const load = async (loaded: Loaded, context: ReadContext): Promise<void> => {
  const [tree] = await context.query<{ categories: readonly CategoryNode[] }>({
    text: 'select categories from catalogue.category_tree',
    values: [],
  });
  const categories = tree?.categories ?? [];
  let stale = JSON.stringify(categories) !== JSON.stringify(loaded.categories);
  if (stale) loaded.asked = facetsAsked(categories);
  loaded.categories = categories;
  const isSince = (from: string | null): boolean => from !== null && from > loaded.asOf && from <= context.now;
  for (const { visible_from } of loaded.products.values()) stale ||= isSince(visible_from);
  loaded.asOf = context.now;
  for (let rows: readonly Row[] | undefined; rows === undefined || rows.length === CHANGES_PAGE_MAX;) {
    rows = await context.query<Row>({
      text: `select product_id, changed, ${FACET_COLUMNS}
        from catalogue.product_card where changed > $1 order by changed limit ${CHANGES_PAGE_MAX}`,
      values: [loaded.changed],
    });
    for (const row of rows) loaded.products.set(row.product_id, row);
    loaded.changed = rows.at(-1)?.changed ?? loaded.changed;
    stale ||= rows.length > 0;
  }
  if (stale) loaded.answers.clear();
};

/**
 * What facets are counted from: all products in short, kept in this process and brought up to date by reading the rows that
 * changed, at most every `facetsMaxAgeMs`, or at once for a reader who names a newer position.
 */
const current = async (context: ReadContext, isUsable: (loaded: Loaded) => boolean = () => true): Promise<Loaded> => {
  let loaded = systems.get(context.ports);
  if (loaded === undefined) {
    loaded = {
      products: new Map(),
      answers: new LRUCache({ max: ANSWERS_MAX }),
      categories: [],
      options: undefined,
      asked: facetsAsked([]),
      changed: -1,
      loadedAtMs: -Infinity,
      asOf: '',
      covers: -1n,
      loading: undefined,
    };
    systems.set(context.ports, loaded);
  }
  const state = loaded;
  const nowMs = Date.parse(context.now);
  const wanted = context.readAfter ?? -1n;
  const isOld = (): boolean =>
    Math.abs(nowMs - state.loadedAtMs) > CATALOGUE_POLICY.facetsMaxAgeMs.value ||
    state.covers < wanted ||
    !isUsable(state);
  // What is being loaded may have begun before the wanted position was reached, so a reader who needs it loads again.
  if (state.loading !== undefined) await state.loading;
  if (isOld())
    await (state.loading ??= load(state, context)
      .then(() => {
        state.loadedAtMs = nowMs;
        if (wanted > state.covers) state.covers = wanted;
      })
      .finally(() => (state.loading = undefined)));
  return state;
};

/** The category tree in display order; read again at once when it lacks one of the wanted slugs or ids. */
export const categoriesNow = async (
  context: ReadContext,
  wanted: readonly string[],
): Promise<readonly CategoryNode[]> => {
  const knows = ({ categories }: Loaded): boolean =>
    wanted.every((name) => categories.some(({ id, slug }) => slug === name || id === name));
  return (await current(context, knows)).categories;
};

/** The facets of a list as JSON text. Each facet counts what its other values would add: its own selection is left out. */
export const facetsOf = async (filters: ProductFilters, context: ReadContext): Promise<string> => {
  const [loaded, options] = await Promise.all([current(context), shownOptions(context)]);
  const { products, answers, categories, asked } = loaded;
  if (loaded.options !== options) answers.clear();
  loaded.options = options;
  const key = JSON.stringify(filters);
  const known = answers.get(key);
  if (known !== undefined) return known;
  const text = facetsJson(countFacets(products.values(), asked, filters, context.now), categories, options);
  answers.set(key, text);
  return text;
};

/** What a search index is to count facets by, and how its counts become the JSON text of an answer. */
export const facetsOfSearch = async (
  context: ReadContext,
): Promise<{ readonly asked: FacetsAsked; readonly json: (counts: FacetCounts) => string }> => {
  const [{ asked, categories }, options] = await Promise.all([current(context), shownOptions(context)]);
  return { asked, json: (counts) => facetsJson(counts, categories, options) };
};
