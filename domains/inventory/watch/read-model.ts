import { derivedId } from '../../kernel/derived-id.ts';
import { defineProjection } from '../../kernel/projection.ts';
import type { StockWatchEvent } from './events.ts';

export type StockWatchRow = {
  readonly watch_id: string;
  readonly user_id: string;
  readonly product_id: string;
  readonly variant_id: string;
  readonly added_at: string;
};

/** What each person waits for. */
export const stockWatchList = defineProjection<StockWatchEvent, StockWatchRow>({
  service: 'inventory',
  name: 'stock_watch',
  version: 1,
  columns: { watch_id: 'uuid', user_id: 'uuid', product_id: 'uuid', variant_id: 'uuid', added_at: 'text' },
  key: 'watch_id',
  indexes: ['(user_id, added_at desc)'],
  handles: ['StockWatchAdded', 'StockWatchRemoved', 'StockWatcherTold'],
  keysOf: ({ data: { productId, variantId, userId } }) => [derivedId('stock watch', productId, variantId, userId)],
  evolve: (_row, { type, data }, key) =>
    type === 'StockWatchAdded'
      ? {
          watch_id: key,
          user_id: data.userId,
          product_id: data.productId,
          variant_id: data.variantId,
          added_at: data.addedAt,
        }
      : undefined,
});
