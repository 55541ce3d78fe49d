import type { Instant, OrderId, UserId } from '../../event-schemas/primitives.ts';
import { reject, type Decision } from '../kernel/decider.ts';
import { coinAdjustments } from '../policy/coins.ts';
import type { WalletCommand } from './commands.ts';
import type { CoinAdjustment, CoinPortion, WalletEvent } from './events.ts';
import { coinsIn, inSpendingOrder, takeFrom } from './portions.ts';
import { grantedToday, TAKEN_BY_STAFF, wasDone, type Wallet } from './state.ts';

export type AdjustmentRejection =
  'CoinAdjustmentNotFound' | 'InvalidCoins' | 'SecondPersonNeeded' | 'TooManyCoinAdjustments';
type Adjusting = Extract<
  WalletCommand,
  { type: 'RequestCoinAdjustment' | 'ApproveCoinAdjustment' | 'RefuseCoinAdjustment' }
>;
type Decided = Decision<WalletEvent, AdjustmentRejection>;
const { aloneMax, waitingMax } = coinAdjustments.value;

/** Takes coins back as far as there are any, from the front of the list. */
export const takeBack = (
  about: { readonly userId: UserId; readonly revocationId: string; readonly orderId?: OrderId },
  lots: readonly CoinPortion[],
  coins: number,
): WalletEvent => {
  const portions = takeFrom(lots, coins);
  const taken = coinsIn(portions);
  return { type: 'CoinsRevoked', data: { ...about, coins: taken, missing: coins - taken, portions } };
};

/** Reasons for which people give coins, rather than the shop's own rules. */
const GIVEN_BY_PEOPLE = ['goodwill', 'promotion', 'referral'] as const;
const givenToday = (wallet: Wallet, now: Instant): number =>
  GIVEN_BY_PEOPLE.reduce((sum, reason) => sum + grantedToday(wallet, reason, now), 0);

/** Whether one person may decide it: little in itself, and little together with what was given, or taken, on this day already. */
export const mayDecideAlone = (wallet: Wallet, coins: number, now: Instant): boolean =>
  Math.abs(coins) + (coins > 0 ? givenToday(wallet, now) : grantedToday(wallet, TAKEN_BY_STAFF, now)) <= aloneMax;

const takeEffect = (
  wallet: Wallet,
  userId: UserId,
  { adjustmentId, coins }: CoinAdjustment,
  now: Instant,
): WalletEvent => {
  if (coins < 0) return takeBack({ userId, revocationId: adjustmentId }, inSpendingOrder(wallet.lots), -coins);
  const data = { userId, grantId: adjustmentId, coins, reason: 'goodwill' as const };
  return { type: 'CoinsGranted', data: { ...data, grantedAt: now, availableAt: now } };
};

/** Corrections by staff: each has a reason, and a large one a second person who agrees. */
export const adjust = ({ type, data }: Adjusting, wallet: Wallet, now: Instant): Decided => {
  const { userId, adjustmentId } = data;
  if (wasDone(wallet, adjustmentId)) return [];
  const waiting = wallet.adjustments.find((one) => one.adjustmentId === adjustmentId);
  switch (type) {
    case 'RequestCoinAdjustment': {
      if (waiting !== undefined) return [];
      const { coins, reason, requestedBy } = data;
      const adjustment = { adjustmentId, coins, reason, requestedBy };
      if (coins === 0) return reject('InvalidCoins', 'coins must not be 0; a negative number takes coins away.');
      if (mayDecideAlone(wallet, coins, now))
        return [
          { type: 'CoinAdjustmentApproved', data: { userId, adjustment, decidedAt: now } },
          takeEffect(wallet, userId, adjustment, now),
        ];
      if (wallet.adjustments.length >= waitingMax)
        return reject('TooManyCoinAdjustments', `${waitingMax} wait for a second person; decide on them first.`);
      return [{ type: 'CoinAdjustmentRequested', data: { userId, adjustment, requestedAt: now } }];
    }
    case 'ApproveCoinAdjustment': {
      const { approvedBy } = data;
      if (waiting === undefined) return reject('CoinAdjustmentNotFound');
      if (waiting.requestedBy === approvedBy)
        return reject('SecondPersonNeeded', 'Somebody else than who asked for it must agree.');
      return [
        { type: 'CoinAdjustmentApproved', data: { userId, adjustment: waiting, approvedBy, decidedAt: now } },
        takeEffect(wallet, userId, waiting, now),
      ];
    }
    case 'RefuseCoinAdjustment':
      if (waiting === undefined) return reject('CoinAdjustmentNotFound');
      return [{ type: 'CoinAdjustmentRefused', data: { userId, adjustmentId, refusedBy: data.refusedBy } }];
  }
};
