import type { Instant, UserId } from '../../event-schemas/primitives.ts';
import { derivedId } from '../kernel/derived-id.ts';
import { reject, type Decision } from '../kernel/decider.ts';
import type { WalletCommand } from './commands.ts';
import type { WalletEvent } from './events.ts';
import { coinsIn } from './portions.ts';
import { wasDone, type Wallet } from './state.ts';

export type MergingRejection = 'WalletMerged' | 'InvalidMerge';
type Merging = Extract<WalletCommand, { type: 'MergeWallet' | 'MoveCoinsIn' }>;

/** Commands that would begin something new in a wallet whose owner has another one now. */
const BEGINNINGS: readonly WalletCommand['type'][] = ['HoldCoins', 'RequestCoinAdjustment', 'ApproveCoinAdjustment'];

export const refuseMerged = (
  { type }: WalletCommand,
  { merged }: Wallet,
): Decision<never, 'WalletMerged'> | undefined =>
  merged !== undefined && BEGINNINGS.includes(type)
    ? reject('WalletMerged', 'This account was merged into another one; use that one.')
    : undefined;

export const mergeWallets = (
  { type, data }: Merging,
  wallet: Wallet,
  now: Instant,
): Decision<WalletEvent, MergingRejection> => {
  if (type === 'MergeWallet') {
    if (data.toUserId === data.userId) return reject('InvalidMerge');
    if (wallet.merged === undefined) return [{ type: 'WalletMerged', data: { ...data, mergedAt: now } }];
    return wallet.merged.toUserId === data.toUserId ? [] : reject('WalletMerged');
  }
  if (wasDone(wallet, data.transferId)) return [];
  return [{ type: 'CoinsMovedIn', data: { ...data, coins: coinsIn(data.portions) } }];
};

/** What a merged wallet cannot take back, since its coins are elsewhere by now. */
const missingIn = (events: readonly WalletEvent[], command: WalletCommand, toUserId: UserId): WalletEvent[] =>
  events.flatMap(({ type, data }) => {
    if (type !== 'CoinsRevoked' || data.missing === 0 || command.type !== 'RevokeCoins') return [];
    const { userId, revocationId, grantId, orderId } = command.data;
    const passed = { userId, toUserId, revocationId, grantId, coins: data.missing };
    return [{ type: 'CoinRevocationPassedOn', data: { ...passed, ...(orderId && { orderId }) } }];
  });

/**
 * A merged wallet keeps nothing: whatever lies or arrives in it (coins of earlier orders, refunds, holds that were let go)
 * moves on in the same decision, and what it should give back is asked of the other wallet.
 */
export const passOn = (command: WalletCommand, events: readonly WalletEvent[], wallet: Wallet): WalletEvent[] => {
  const { merged, lots, earned } = wallet;
  if (merged === undefined || events.length === 0) return [];
  const { userId } = command.data;
  const { toUserId, transfers } = merged;
  const missing = missingIn(events, command, toUserId);
  if (lots.length === 0 && earned.length === 0) return missing;
  const transferId = derivedId('coins moved', userId, toUserId, String(transfers));
  const moved = { transferId, coins: coinsIn(lots), portions: [...lots], earned: earned.map((one) => ({ ...one })) };
  return [...missing, { type: 'CoinsMovedOut', data: { userId, toUserId, ...moved } }];
};
