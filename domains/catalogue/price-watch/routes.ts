import { z } from 'zod';
import { Instant, Paise, ProductId, UserId, VariantId } from '../../../event-schemas/primitives.ts';
import { sql } from '../../kernel/projection.ts';
import { readRoute, Refusal, writeRoute } from '../../kernel/routes.ts';
import { product } from '../product/aggregate.ts';
import type { ProductRow } from '../product/read-model.ts';
import { isOnSale, variantOf } from '../product/state.ts';
import { priceWatch } from './aggregate.ts';
import type { PriceWatchRow } from './read-model.ts';

const WATCHES_SHOWN_MAX = 200;
const people = { tag: 'Products', allow: ['customer', 'vendor', 'influencer', 'reseller'], owner: 'userId' } as const;
const one = {
  ...people,
  path: '/users/:userId/price-watches/:productId/:variantId',
  params: z.object({ userId: UserId, productId: ProductId, variantId: VariantId }),
} as const;

export const priceWatchWrites = [
  writeRoute({
    ...one,
    method: 'PUT',
    summary: 'Ask to be told by e-mail when a variant costs less than now, or less than a given price',
    body: z.object({ belowPaise: Paise.min(2).optional() }),
    reply: z.object({ watching: z.literal(true), belowPaise: Paise }),
    refusals: ['ProductNotFound', 'VariantNotFound', 'AlreadyBelowPrice', 'TooManyWatchers'],
    run: async ({ params, body }, context) => {
      const { productId, variantId } = params;
      const { state } = await context.facts(product, productId);
      if (state === undefined) throw new Refusal('ProductNotFound');
      if (!isOnSale(state, variantId, context.now)) throw new Refusal('VariantNotFound');
      const { pricePaise } = variantOf(state, variantId)!;
      const belowPaise = body.belowPaise ?? pricePaise;
      if (pricePaise < belowPaise)
        throw new Refusal('AlreadyBelowPrice', `It costs ${pricePaise} paise now; ask for at most that.`);
      await context.send(priceWatch, { type: 'AddPriceWatch', data: { ...params, belowPaise } });
      return { watching: true, belowPaise };
    },
  }),
  writeRoute({
    ...one,
    method: 'DELETE',
    summary: 'Stop waiting for a lower price of a variant',
    reply: z.object({ watching: z.literal(false) }),
    run: async ({ params }, context) => {
      await context.send(priceWatch, { type: 'RemovePriceWatch', data: params });
      return { watching: false };
    },
  }),
];

type Row = Omit<PriceWatchRow, 'watch_id' | 'user_id'> & Pick<ProductRow, 'product'>;
export const priceWatchReads = [
  readRoute({
    ...people,
    path: '/users/:userId/price-watches',
    summary: 'The variants of which a user waits for a lower price, the newest first',
    params: z.object({ userId: UserId }),
    reply: z.object({
      watches: z.array(
        z.object({
          ...{ productId: ProductId, variantId: VariantId, name: z.string(), slug: z.string() },
          ...{ belowPaise: Paise, addedAt: Instant },
        }),
      ),
    }),
    projections: ['price_watch', 'product'],
    run: async ({ params: { userId } }, context) => {
      const rows = await context.query<Row>(
        sql`select w.product_id, w.variant_id, w.below_paise, w.added_at, p.product
          from catalogue.price_watch w join catalogue.product p using (product_id)
          where w.user_id = ${userId} order by w.added_at desc limit ${WATCHES_SHOWN_MAX}`,
      );
      return {
        watches: rows.map(({ product: { details }, ...row }) => ({
          ...{ productId: row.product_id, variantId: row.variant_id, name: details.name, slug: details.slug },
          ...{ belowPaise: row.below_paise, addedAt: row.added_at },
        })),
      };
    },
  }),
];
