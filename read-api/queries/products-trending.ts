import { z } from 'zod';
import { JsonText, readRoute, type ReadContext } from '../../domains/kernel/routes.ts';
import { CATALOGUE_POLICY } from '../../domains/policy/catalogue.ts';
import { UserId } from '../../event-schemas/primitives.ts';
import { unlessAway } from '../unless-away.ts';
import { cardsShown } from './card-options.ts';
import { listAnswer } from './products.ts';
import { Limit, PAGE_MAX, ProductList } from './products-shapes.ts';

/** The list is longer than any page, since products leave the shop while it is kept. */
export const TRENDING_KEPT_MAX = 2 * PAGE_MAX;
export const TRENDING_KEY = 'products:trending';

/** Products, those on the rise first, with everything up to a log position. */
type Ranking = { readonly upTo: string; readonly productIds: readonly string[] };

const rank = async (context: ReadContext): Promise<Ranking> => {
  const { ports, now, readAfter } = context;
  const rows = await context.query<{ product_id: string }>({
    text: `select product_id from catalogue.product_trend join catalogue.product_card using (product_id)
      where listed and visible_from <= $1 order by score desc, product_id desc limit $2`,
    values: [now, TRENDING_KEPT_MAX],
  });
  const ranking = { upTo: String(readAfter ?? -1n), productIds: rows.map((row) => row.product_id) };
  // Nobody waits for it to be kept; without it the next reader ranks.
  void ports.cache
    .set(TRENDING_KEY, JSON.stringify(ranking), CATALOGUE_POLICY.trendingMaxAgeMs.value)
    .catch(() => undefined);
  return ranking;
};

const kept = async ({ ports, readAfter }: ReadContext): Promise<Ranking | undefined> => {
  const text = await unlessAway(ports.cache.get(TRENDING_KEY));
  if (text === undefined) return undefined;
  const ranking = JSON.parse(text) as Ranking;
  return readAfter !== undefined && BigInt(ranking.upTo) < readAfter ? undefined : ranking;
};

const cardsOf = async ({ productIds }: Ranking, limit: number, context: ReadContext): Promise<readonly string[]> => {
  const rows = await context.query<{ card: string }>({
    text: `select card from unnest($1::uuid[]) with ordinality as ranked (product_id, place)
      join catalogue.product_card using (product_id)
      where listed and visible_from <= $2 order by place limit $3`,
    values: [productIds, context.now, limit],
  });
  return rows.map(({ card }) => card);
};

/**
 * Published products by their trend. All query APIs share one ranking through the cache, which may be a little old unless a
 * reader names a newer position; cards, prices and what is for sale are always of now. Without it they rank for themselves.
 */
const trendingCards = async (limit: number, context: ReadContext): Promise<JsonText> => {
  const known = await kept(context);
  const cards = known === undefined ? [] : await cardsOf(known, limit, context);
  // A short page may lack what was put on sale since.
  const all = cards.length === limit ? cards : await cardsOf(await rank(context), limit, context);
  return listAnswer({ cards: await cardsShown(all, context), facets: undefined }, undefined, context);
};

const trending = readRoute({
  path: '/products/trending',
  tag: 'Products',
  summary: 'What is on the rise by orders and carts; in a new shop the newest',
  allow: ['public'],
  localised: true,
  query: z.object({ limit: Limit }),
  reply: ProductList,
  projections: ['product_card', 'product_trend'],
  run: async ({ query }, context) => trendingCards(query.limit, context),
});

const recommended = readRoute({
  path: '/products/recommended/:userId',
  tag: 'Products',
  summary: 'Products for one user; for somebody nothing is known about, what is on the rise',
  allow: ['customer'],
  owner: 'userId',
  localised: true,
  params: z.object({ userId: UserId }),
  query: z.object({ limit: Limit }),
  reply: ProductList,
  projections: ['product_card', 'product_trend'],
  run: async ({ query }, context) => trendingCards(query.limit, context),
});

export const trendingProducts = [trending, recommended];
