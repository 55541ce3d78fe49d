import { z } from 'zod';
import { Paise, ProductId, UserId, VariantId, type MessageOf } from '../../../event-schemas/primitives.ts';

const one = { productId: ProductId, variantId: VariantId, userId: UserId };
export const priceWatchCommands = {
  AddPriceWatch: z.object({ ...one, belowPaise: Paise.min(2) }),
  RemovePriceWatch: z.object(one),
  /** Tells those who wait for less than this variant costs now, so many at a time; sent again until nobody is left. */
  TellPriceWatchers: z.object({ productId: ProductId, variantId: VariantId, pricePaise: Paise }),
};
export type PriceWatchCommand = MessageOf<typeof priceWatchCommands>;
