import { reject, type Rejected } from '../kernel/decider.ts';
import { cartLimits } from '../policy/cart.ts';
import type { CartLine } from './events.ts';

const { quantityMax } = cartLimits.value;

/** Why a cart cannot have this line as it would be; `available` are the pieces that can be sold now. */
export const refuseLine = (
  line: CartLine,
  available: number,
): Rejected<'CartQuantityTooHigh' | 'InsufficientStock'> | undefined => {
  if (line.quantity > quantityMax)
    return reject('CartQuantityTooHigh', `At most ${quantityMax} pieces of one article can be bought at once.`);
  return line.quantity > available ? reject('InsufficientStock', `${available} pieces are left.`) : undefined;
};

type Prices = {
  readonly resellerPricePaise?: number | undefined;
  /** The price of the shop. */
  readonly seenPaise: number;
  readonly mrpPaise: number;
};

/** What a reseller may ask of her customer, in paise: not less than the shop does, and not more than the law lets anybody. */
export const isResellerPrice = ({ resellerPricePaise, seenPaise, mrpPaise }: Prices): boolean =>
  resellerPricePaise === undefined || (resellerPricePaise >= seenPaise && resellerPricePaise <= mrpPaise);

/** Only a price that is given now is refused; one of before that prices have moved away from is a problem of the cart. */
export const refuseResellerPrice = (prices: Prices): Rejected<'InvalidResellerPrice'> | undefined =>
  isResellerPrice(prices)
    ? undefined
    : reject(
        'InvalidResellerPrice',
        `resellerPricePaise must be at least ${prices.seenPaise}, the price of the shop, and at most ${prices.mrpPaise}, the MRP.`,
      );
