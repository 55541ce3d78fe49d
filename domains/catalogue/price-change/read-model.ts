import { defineProjection } from '../../kernel/projection.ts';
import type { PriceChangeEvent } from './events.ts';

export type PriceChangeRow = {
  readonly change_id: string;
  readonly product_id: string;
  readonly variant_id: string;
  readonly price_paise: number;
  readonly mrp_paise: number;
  readonly takes_effect_at: string;
  readonly status: 'scheduled' | 'cancelled' | 'done' | 'refused';
  readonly refused: string | null;
};

/** The price changes of each product, to come and past. */
export const priceChangeList = defineProjection<PriceChangeEvent, PriceChangeRow>({
  service: 'catalogue',
  name: 'price_change',
  version: 1,
  columns: {
    change_id: 'uuid',
    product_id: 'uuid',
    variant_id: 'uuid',
    price_paise: 'bigint',
    mrp_paise: 'bigint',
    takes_effect_at: 'text',
    status: 'text',
    refused: 'text',
  },
  key: 'change_id',
  indexes: ['(product_id, takes_effect_at desc)'],
  handles: ['PriceChangeScheduled', 'PriceChangeCancelled', 'PriceChangeSettled'],
  keysOf: ({ data }) => [data.changeId],
  evolve: (row, { type, data }) => {
    if (type === 'PriceChangeScheduled')
      return {
        change_id: data.changeId,
        product_id: data.productId,
        variant_id: data.variantId,
        price_paise: data.pricePaise,
        mrp_paise: data.mrpPaise,
        takes_effect_at: data.takesEffectAt,
        status: 'scheduled',
        refused: null,
      };
    if (row === undefined || type === 'PriceChangeCancelled') return row && { ...row, status: 'cancelled' };
    return { ...row, status: data.refused === null ? 'done' : 'refused', refused: data.refused };
  },
});
