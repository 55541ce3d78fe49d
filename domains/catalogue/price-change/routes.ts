import { z } from 'zod';
import { Id, Instant, Paise, ProductId, VariantId } from '../../../event-schemas/primitives.ts';
import { sql } from '../../kernel/projection.ts';
import { readRoute, Refusal, writeRoute } from '../../kernel/routes.ts';
import { requireProduct } from '../product/routes.ts';
import { variantOf } from '../product/state.ts';
import { priceChange } from './aggregate.ts';
import { priceChangeList, type PriceChangeRow } from './read-model.ts';

const CHANGES_SHOWN_MAX = 100;
const One = z.object({ id: ProductId });
const ChangeView = z.object({
  changeId: Id,
  variantId: VariantId,
  pricePaise: Paise,
  mrpPaise: Paise,
  takesEffectAt: Instant,
  status: z.enum(['scheduled', 'cancelled', 'done', 'refused']),
  refused: z.string().nullable(),
});
const route = { tag: 'Products', allow: ['admin', 'vendor', 'service'] } as const;
const NOT_MINE = ['ProductNotFound', 'NotYourVendor', 'VendorSuspended'] as const;

export const priceChangeWrites = [
  writeRoute({
    ...route,
    method: 'POST',
    path: '/products/:id/variants/:variantId/price-changes',
    summary: 'Have the price of a variant changed at a given time, such as when a sale begins or ends',
    status: 201,
    params: One.extend({ variantId: VariantId }),
    body: z.object({ pricePaise: Paise.min(1), mrpPaise: Paise.min(1), takesEffectAt: Instant }),
    reply: ChangeView,
    refusals: [...NOT_MINE, 'VariantNotFound', 'PriceAboveMrp', 'InvalidPriceChangeTime'],
    run: async ({ params: { id, variantId }, body }, context) => {
      if (variantOf(await requireProduct(id, context), variantId) === undefined) throw new Refusal('VariantNotFound');
      const data = { changeId: context.newId('priceChange'), productId: id, variantId, ...body };
      await context.send(priceChange, { type: 'SchedulePriceChange', data });
      return { ...data, status: 'scheduled', refused: null };
    },
  }),
  writeRoute({
    ...route,
    method: 'DELETE',
    path: '/products/:id/price-changes/:changeId',
    summary: 'Call off a change of price that has not taken effect',
    params: One.extend({ changeId: Id }),
    reply: z.object({ done: z.literal(true) }),
    refusals: [...NOT_MINE, 'PriceChangeNotFound', 'PriceChangeOver'],
    run: async ({ params: { id, changeId } }, context) => {
      await requireProduct(id, context);
      const { state } = await context.facts(priceChange, changeId);
      if (state?.productId !== id) throw new Refusal('PriceChangeNotFound');
      await context.send(priceChange, { type: 'CancelPriceChange', data: { changeId } });
      return { done: true };
    },
  }),
];

export const priceChangeReads = [
  readRoute({
    ...route,
    path: '/products/:id/price-changes',
    summary: 'The price changes of a product, to come and past',
    params: One,
    reply: z.object({ changes: z.array(ChangeView) }),
    projections: [priceChangeList.name],
    run: async ({ params: { id } }, context) => {
      await requireProduct(id, context);
      const rows = await context.query<PriceChangeRow>(
        sql`select * from catalogue.price_change where product_id = ${id}
          order by takes_effect_at desc limit ${CHANGES_SHOWN_MAX}`,
      );
      return {
        changes: rows.map((row) => ({
          changeId: row.change_id,
          variantId: row.variant_id,
          pricePaise: row.price_paise,
          mrpPaise: row.mrp_paise,
          takesEffectAt: row.takes_effect_at,
          status: row.status,
          refused: row.refused,
        })),
      };
    },
  }),
];
