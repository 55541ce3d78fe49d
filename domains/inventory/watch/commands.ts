import { z } from 'zod';
import { ProductId, UserId, VariantId, type MessageOf } from '../../../event-schemas/primitives.ts';

const one = { productId: ProductId, variantId: VariantId, userId: UserId };
export const stockWatchCommands = {
  AddStockWatch: z.object(one),
  RemoveStockWatch: z.object(one),
  /** Tells those who wait for these variants, so many at a time; sent again until nobody is left. */
  TellStockWatchers: z.object({ productId: ProductId, variantIds: z.array(VariantId).min(1) }),
};
export type StockWatchCommand = MessageOf<typeof stockWatchCommands>;
