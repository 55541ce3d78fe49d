import type { UserId, VariantId } from '../../../event-schemas/primitives.ts';
import { reject, type Decider } from '../../kernel/decider.ts';
import type { StockWatchCommand } from './commands.ts';
import type { StockWatchEvent } from './events.ts';

/** Who waits for which variants of one product, those who have waited longest first. */
export type StockWatches = readonly { readonly variantId: VariantId; readonly userId: UserId }[];
export type StockWatchRejection = 'TooManyWatchers';

export const WATCHERS_MAX = 20_000;
export const TOLD_AT_ONCE_MAX = 200;

type Watch = StockWatches[number];
const is =
  ({ variantId, userId }: Watch) =>
  (other: Watch): boolean =>
    other.variantId === variantId && other.userId === userId;

export const stockWatchDecider: Decider<StockWatches, StockWatchCommand, StockWatchEvent, StockWatchRejection> = {
  initial: [],

  evolve: (watches, { type, data }) => {
    const { variantId, userId } = data;
    if (type === 'StockWatchAdded') return [...watches, { variantId, userId }];
    const gone = is(data);
    return watches.filter((watch) => !gone(watch));
  },

  decide: ({ type, data }, watches, now) => {
    switch (type) {
      case 'AddStockWatch':
        if (watches.some(is(data))) return [];
        return watches.length >= WATCHERS_MAX
          ? reject('TooManyWatchers', 'So many wait for this product already that nobody can be added.')
          : [{ type: 'StockWatchAdded', data: { ...data, addedAt: now } }];
      case 'RemoveStockWatch':
        return watches.some(is(data)) ? [{ type: 'StockWatchRemoved', data }] : [];
      case 'TellStockWatchers': {
        const { productId, variantIds } = data;
        return watches
          .filter(({ variantId }) => variantIds.includes(variantId))
          .slice(0, TOLD_AT_ONCE_MAX)
          .map((watch) => ({ type: 'StockWatcherTold', data: { productId, ...watch, toldAt: now } }));
      }
    }
  },
};
