import { z } from 'zod';
import { Id, Instant, Paise, ProductId, VariantId, type MessageOf } from '../../../event-schemas/primitives.ts';

const one = { changeId: Id, productId: ProductId };
export const priceChangeEvents = {
  PriceChangeScheduled: z.object({
    ...one,
    variantId: VariantId,
    pricePaise: Paise,
    mrpPaise: Paise,
    takesEffectAt: Instant,
  }),
  PriceChangeCancelled: z.object(one),
  /** It was carried out, or the product refused it for this reason. */
  PriceChangeSettled: z.object({ ...one, refused: z.string().nullable(), settledAt: Instant }),
};
export type PriceChangeEvent = MessageOf<typeof priceChangeEvents>;
