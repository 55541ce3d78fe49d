import { derivedId } from '../../kernel/derived-id.ts';
import { defineProjection } from '../../kernel/projection.ts';
import type { PriceWatchEvent } from './events.ts';

export type PriceWatchRow = {
  readonly watch_id: string;
  readonly user_id: string;
  readonly product_id: string;
  readonly variant_id: string;
  readonly below_paise: number;
  readonly added_at: string;
};

/** The lower prices that each person waits for. */
export const priceWatchList = defineProjection<PriceWatchEvent, PriceWatchRow>({
  service: 'catalogue',
  name: 'price_watch',
  version: 1,
  columns: {
    watch_id: 'uuid',
    user_id: 'uuid',
    product_id: 'uuid',
    variant_id: 'uuid',
    below_paise: 'bigint',
    added_at: 'text',
  },
  key: 'watch_id',
  indexes: ['(user_id, added_at desc)'],
  handles: ['PriceWatchAdded', 'PriceWatchRemoved', 'PriceWatcherTold'],
  keysOf: ({ data: { productId, variantId, userId } }) => [derivedId('price watch', productId, variantId, userId)],
  evolve: (_row, { type, data }, key) =>
    type === 'PriceWatchAdded'
      ? {
          watch_id: key,
          user_id: data.userId,
          product_id: data.productId,
          variant_id: data.variantId,
          below_paise: data.belowPaise,
          added_at: data.addedAt,
        }
      : undefined,
});
