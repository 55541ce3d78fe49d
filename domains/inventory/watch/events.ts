import { z } from 'zod';
import { Instant, ProductId, UserId, VariantId, type MessageOf } from '../../../event-schemas/primitives.ts';

const one = { productId: ProductId, variantId: VariantId, userId: UserId };
export const stockWatchEvents = {
  StockWatchAdded: z.object({ ...one, addedAt: Instant }),
  StockWatchRemoved: z.object(one),
  /** Pieces of the variant are there again, and the watch is over. One event for each person: one message each. */
  StockWatcherTold: z.object({ ...one, toldAt: Instant }),
};
export type StockWatchEvent = MessageOf<typeof stockWatchEvents>;
