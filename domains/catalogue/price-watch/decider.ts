import type { UserId, VariantId } from '../../../event-schemas/primitives.ts';
import { reject, type Decider } from '../../kernel/decider.ts';
import type { PriceWatchCommand } from './commands.ts';
import type { PriceWatchEvent } from './events.ts';

/** Who waits for which price of which variant of one product, those who have waited longest first. */
export type PriceWatches = readonly {
  readonly variantId: VariantId;
  readonly userId: UserId;
  readonly belowPaise: number;
}[];
export type PriceWatchRejection = 'TooManyWatchers';

export const WATCHERS_MAX = 20_000;
export const TOLD_AT_ONCE_MAX = 200;

type Whose = Omit<PriceWatches[number], 'belowPaise'>;
const is =
  ({ variantId, userId }: Whose) =>
  (other: Whose): boolean =>
    other.variantId === variantId && other.userId === userId;

export const priceWatchDecider: Decider<PriceWatches, PriceWatchCommand, PriceWatchEvent, PriceWatchRejection> = {
  initial: [],

  evolve: (watches, { type, data }) => {
    const same = is(data);
    const others = watches.filter((watch) => !same(watch));
    if (type !== 'PriceWatchAdded') return others;
    const { variantId, userId, belowPaise } = data;
    return [...others, { variantId, userId, belowPaise }];
  },

  decide: ({ type, data }, watches, now) => {
    switch (type) {
      case 'AddPriceWatch': {
        const present = watches.find(is(data));
        if (present?.belowPaise === data.belowPaise) return [];
        return present === undefined && watches.length >= WATCHERS_MAX
          ? reject('TooManyWatchers', 'So many wait for this product already that nobody can be added.')
          : [{ type: 'PriceWatchAdded', data: { ...data, addedAt: now } }];
      }
      case 'RemovePriceWatch':
        return watches.some(is(data)) ? [{ type: 'PriceWatchRemoved', data }] : [];
      case 'TellPriceWatchers': {
        const { productId, variantId, pricePaise } = data;
        return watches
          .filter((watch) => watch.variantId === variantId && pricePaise < watch.belowPaise)
          .slice(0, TOLD_AT_ONCE_MAX)
          .map((watch) => ({ type: 'PriceWatcherTold', data: { productId, ...watch, pricePaise, toldAt: now } }));
      }
    }
  },
};
