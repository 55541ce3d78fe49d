import type { Instant } from '../../event-schemas/primitives.ts';
import type { CoinPortion } from './events.ts';
import { coinsIn, inSpendingOrder, isPending, isSpendable } from './portions.ts';
import type { Wallet } from './state.ts';

/** Whole coins. `held` is what open orders wait with, in all sessions of the person. */
export type CoinBalance = {
  readonly spendable: number;
  readonly pending: number;
  readonly held: number;
  readonly nextExpiry: { readonly coins: number; readonly at: Instant } | undefined;
};

/** What a wallet is worth at a time; holds that have lapsed count as free, even before that is written down. */
export const balanceOf = (wallet: Wallet, now: Instant): CoinBalance => {
  const open = wallet.holds.filter(({ expiresAt }) => now < expiresAt);
  const lapsed = wallet.holds.filter(({ expiresAt }) => now >= expiresAt).flatMap(({ portions }) => portions);
  const free: CoinPortion[] = [...wallet.lots, ...lapsed];
  const spendable = free.filter((portion) => isSpendable(portion, now));
  const next = inSpendingOrder(spendable)[0]?.expiresAt;
  return {
    spendable: coinsIn(spendable),
    pending: coinsIn(free.filter((portion) => isPending(portion, now))),
    held: coinsIn(open.flatMap(({ portions }) => portions)),
    nextExpiry:
      next === undefined
        ? undefined
        : { coins: coinsIn(spendable.filter(({ expiresAt }) => expiresAt === next)), at: next },
  };
};
