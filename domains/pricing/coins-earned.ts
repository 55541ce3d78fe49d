import { coinsForPurchase } from '../policy/coins.ts';
import { coinSpending } from '../policy/pricing.ts';

const FULL = 10_000;

/** Coins for goods that cost so much, delivery not counted: to the nearest coin. */
export const coinsEarned = (goodsPaise: number): number =>
  Math.round((goodsPaise * coinsForPurchase.value.basisPoints) / (FULL * coinSpending.value.coinPaise));
