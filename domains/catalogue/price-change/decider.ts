import { reject, type Decider } from '../../kernel/decider.ts';
import type { PriceChangeCommand } from './commands.ts';
import type { PriceChangeEvent } from './events.ts';

type Scheduled = Extract<PriceChangeEvent, { type: 'PriceChangeScheduled' }>['data'];
export type PriceChange = (Scheduled & { readonly status: 'scheduled' | 'cancelled' | 'settled' }) | undefined;
export type PriceChangeRejection =
  'PriceChangeNotFound' | 'PriceChangeIdTaken' | 'PriceChangeOver' | 'PriceAboveMrp' | 'InvalidPriceChangeTime';

export const priceChangeDecider: Decider<PriceChange, PriceChangeCommand, PriceChangeEvent, PriceChangeRejection> = {
  initial: undefined,

  evolve: (change, { type, data }) => {
    if (type === 'PriceChangeScheduled') return { ...data, status: 'scheduled' };
    return change && { ...change, status: type === 'PriceChangeCancelled' ? 'cancelled' : 'settled' };
  },

  decide: ({ type, data }, change, now) => {
    if (type === 'SchedulePriceChange') {
      if (change !== undefined)
        return change.variantId === data.variantId && change.pricePaise === data.pricePaise
          ? []
          : reject('PriceChangeIdTaken');
      if (data.pricePaise > data.mrpPaise) return reject('PriceAboveMrp', 'Lower the price or correct the MRP.');
      if (data.takesEffectAt <= now) return reject('InvalidPriceChangeTime', 'takesEffectAt has passed.');
      return [{ type: 'PriceChangeScheduled', data }];
    }
    if (change === undefined) return reject('PriceChangeNotFound');
    const { changeId, productId } = change;
    if (type === 'CancelPriceChange') {
      if (change.status === 'cancelled') return [];
      if (change.status === 'settled')
        return reject('PriceChangeOver', 'It has taken effect; change the price itself.');
      return [{ type: 'PriceChangeCancelled', data: { changeId, productId } }];
    }
    if (change.status !== 'scheduled') return [];
    return [{ type: 'PriceChangeSettled', data: { changeId, productId, refused: data.refused, settledAt: now } }];
  },
};
