import { OrderId, RefundId, UserId } from '../../event-schemas/primitives.ts';
import { deciderSpec } from '../kernel/spec.ts';
import { walletDecider } from './decider.ts';
import type { WalletCommand } from './commands.ts';
import type { CoinPortion, WalletEvent } from './events.ts';
import type { Wallet } from './state.ts';

export const now = '2026-01-14T10:00:00.000Z';
export const soon = '2026-01-14T10:10:00.000Z';
export const id = (n: number): string => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;
export const userId = UserId.parse(id(1));
export const order = (n: number) => ({ userId, orderId: OrderId.parse(id(n)) });
export const portion = (n: number, coins: number, expiresAt?: string, availableAt = now): CoinPortion => ({
  grantId: id(n),
  coins,
  availableAt,
  ...(expiresAt === undefined ? {} : { expiresAt }),
});
export const grant = (n: number, coins: number, more = {}): WalletCommand => ({
  type: 'GrantCoins',
  data: { userId, grantId: id(n), coins, reason: 'goodwill', ...more },
});
export const granted = (n: number, coins: number, expiresAt?: string, more = {}): WalletEvent => ({
  type: 'CoinsGranted',
  data: { userId, ...portion(n, coins, expiresAt), reason: 'goodwill', grantedAt: now, ...more },
});
export const hold = (n: number, coins: number): WalletCommand => ({
  type: 'HoldCoins',
  data: { ...order(n), coins, expiresAt: soon },
});
export const held = (n: number, portions: CoinPortion[], expiresAt = soon): WalletEvent => ({
  type: 'CoinsHeld',
  data: { ...order(n), coins: portions.reduce((sum, { coins }) => sum + coins, 0), portions, expiresAt },
});
export const commit = (n: number): WalletCommand => ({ type: 'CommitCoins', data: order(n) });
export const committed = (n: number, coins: number): WalletEvent => ({
  type: 'CoinsCommitted',
  data: { ...order(n), coins, committedAt: now },
});
export const release = (n: number): WalletCommand => ({ type: 'ReleaseCoins', data: order(n) });
export const released = (n: number, coins: number, lapsed = false): WalletEvent => ({
  type: 'CoinsReleased',
  data: { ...order(n), coins, lapsed },
});
export const refund = (n: number, refundNumber: number, coins: number) => ({
  ...order(n),
  refundId: RefundId.parse(id(refundNumber)),
  coins,
});
export const expired = (...portions: CoinPortion[]): WalletEvent => ({
  type: 'CoinsExpired',
  data: { userId, coins: portions.reduce((sum, { coins }) => sum + coins, 0), portions },
});
export const given = deciderSpec(walletDecider, now);
export const fold = (events: readonly WalletEvent[]): Wallet =>
  events.reduce(walletDecider.evolve, walletDecider.initial);
