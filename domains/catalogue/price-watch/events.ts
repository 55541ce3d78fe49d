import { z } from 'zod';
import { Instant, Paise, ProductId, UserId, VariantId, type MessageOf } from '../../../event-schemas/primitives.ts';

const one = { productId: ProductId, variantId: VariantId, userId: UserId };
export const priceWatchEvents = {
  /** Any price under `belowPaise` is to be told; a later one of the same person takes its place. */
  PriceWatchAdded: z.object({ ...one, belowPaise: Paise, addedAt: Instant }),
  PriceWatchRemoved: z.object(one),
  /** The price fell far enough, and the watch is over. One event for each person: one message each. */
  PriceWatcherTold: z.object({ ...one, belowPaise: Paise, pricePaise: Paise, toldAt: Instant }),
};
export type PriceWatchEvent = MessageOf<typeof priceWatchEvents>;
