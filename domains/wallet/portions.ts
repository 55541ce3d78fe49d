import type { Instant } from '../../event-schemas/primitives.ts';
import type { CoinPortion } from './events.ts';

export const coinsIn = (portions: readonly CoinPortion[]): number =>
  portions.reduce((sum, { coins }) => sum + coins, 0);

export const isExpired = ({ expiresAt }: CoinPortion, now: Instant): boolean =>
  expiresAt !== undefined && now >= expiresAt;
export const isPending = ({ availableAt }: CoinPortion, now: Instant): boolean => now < availableAt;
export const isSpendable = (portion: CoinPortion, now: Instant): boolean =>
  !isExpired(portion, now) && !isPending(portion, now);

/** Earliest expiry first, what never expires last. */
const byExpiry = (a: CoinPortion, b: CoinPortion): number => {
  if (a.expiresAt === b.expiresAt) return a.grantId < b.grantId ? -1 : 1;
  if (a.expiresAt === undefined) return 1;
  if (b.expiresAt === undefined) return -1;
  return a.expiresAt < b.expiresAt ? -1 : 1;
};

/** Takes up to `coins` from the front of the list. */
export const takeFrom = (portions: readonly CoinPortion[], coins: number): CoinPortion[] => {
  const taken: CoinPortion[] = [];
  let missing = coins;
  for (const portion of portions) {
    if (missing === 0) break;
    const part = Math.min(missing, portion.coins);
    taken.push({ ...portion, coins: part });
    missing -= part;
  }
  return taken;
};

export const inSpendingOrder = (portions: readonly CoinPortion[]): CoinPortion[] => [...portions].sort(byExpiry);

/** The lots without these portions; lots that are used up leave. */
export const without = (lots: readonly CoinPortion[], portions: readonly CoinPortion[]): readonly CoinPortion[] => {
  const taken = new Map(portions.map(({ grantId, coins }) => [grantId, coins]));
  return lots.flatMap((lot) => {
    const coins = lot.coins - (taken.get(lot.grantId) ?? 0);
    return coins > 0 ? [coins === lot.coins ? lot : { ...lot, coins }] : [];
  });
};

/** The lots with these portions; coins of one grant are one lot. */
export const withPortions = (
  lots: readonly CoinPortion[],
  portions: readonly CoinPortion[],
): readonly CoinPortion[] => {
  const added = new Map(portions.map((portion) => [portion.grantId, portion]));
  const grown = lots.map((lot) => {
    const more = added.get(lot.grantId);
    if (more === undefined) return lot;
    added.delete(lot.grantId);
    return { ...lot, coins: lot.coins + more.coins };
  });
  return [...grown, ...added.values()];
};
