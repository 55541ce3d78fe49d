import type { WalletEvent } from './events.ts';
import { withPortions } from './portions.ts';
import type { Wallet } from './state.ts';
import { addEarned } from './tier.ts';

/** What a merge does to the wallets of both accounts; undefined for every other event. */
export const evolveMerging = (wallet: Wallet, { type, data }: WalletEvent): Wallet | undefined => {
  switch (type) {
    case 'WalletMerged':
      return { ...wallet, merged: { toUserId: data.toUserId, transfers: 0 } };
    case 'CoinsMovedOut': {
      const { toUserId } = data;
      return { ...wallet, lots: [], earned: [], merged: { toUserId, transfers: (wallet.merged?.transfers ?? 0) + 1 } };
    }
    case 'CoinsMovedIn':
      return {
        ...wallet,
        lots: withPortions(wallet.lots, data.portions),
        earned: addEarned(wallet.earned, data.earned),
        done: new Set([...wallet.done, data.transferId]),
      };
    default:
      return undefined;
  }
};
