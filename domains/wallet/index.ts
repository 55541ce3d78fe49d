import type { Domain } from '../kernel/aggregate.ts';
import { wallet } from './aggregate.ts';
import { adjustmentReads, adjustmentWrites } from './adjustment-routes.ts';
import { walletReads, walletWrites } from './routes.ts';

export { wallet };
export { balanceOf, type CoinBalance } from './balance.ts';
export { standingOf } from './tier.ts';
export type { WalletEvent } from './events.ts';
export const walletDomain: Domain = {
  name: 'wallet',
  aggregates: [wallet],
  projections: [],
  writes: [...walletWrites, ...adjustmentWrites],
  reads: [...walletReads, ...adjustmentReads],
};
