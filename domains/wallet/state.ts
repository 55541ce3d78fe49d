import type { Instant, OrderId, UserId } from '../../event-schemas/primitives.ts';
import { indianDay } from '../kernel/calendar.ts';
import { derivedId } from '../kernel/derived-id.ts';
import type { CoinAdjustment, CoinPortion, WalletEvent } from './events.ts';
import { evolveMerging } from './merged-state.ts';
import { withPortions, without } from './portions.ts';
import { earn, unearn, type MonthEarned } from './tier.ts';

export type CoinHold = {
  readonly orderId: OrderId;
  readonly portions: readonly CoinPortion[];
  readonly expiresAt: Instant;
};
export type CoinsSpent = {
  readonly orderId: OrderId;
  readonly portions: readonly CoinPortion[];
  readonly restored: number;
  readonly committedAt: Instant;
};

/** One person's coins. `lots` are free coins by grant; what an order holds or has spent lies beside them. */
export type Wallet = {
  readonly lots: readonly CoinPortion[];
  readonly holds: readonly CoinHold[];
  readonly spent: readonly CoinsSpent[];
  /** Grants, revocations and refunds that took effect in this period and in the one before. */
  readonly done: ReadonlySet<string>;
  readonly doneBefore: ReadonlySet<string>;
  readonly today: { readonly day: string; readonly coins: Readonly<Record<string, number>> };
  /** What purchases earned by month, oldest first: the tier follows from it. */
  readonly earned: readonly MonthEarned[];
  /** Waiting for a second person. */
  readonly adjustments: readonly CoinAdjustment[];
  /** Set once this account's owner uses another one; `transfers` counts what moved there. */
  readonly merged: { readonly toUserId: UserId; readonly transfers: number } | undefined;
  readonly period: number;
  readonly eventsInPeriod: number;
};

export const initialWallet: Wallet = {
  lots: [],
  holds: [],
  spent: [],
  done: new Set(),
  doneBefore: new Set(),
  today: { day: '', coins: {} },
  earned: [],
  adjustments: [],
  merged: undefined,
  period: 1,
  eventsInPeriod: 0,
};

/** Under which the announcement of a grant's expiry is remembered. */
export const noticeOf = (grantId: string): string => derivedId('notice of expiry', grantId);
export const wasDone = (wallet: Wallet, id: string): boolean => wallet.done.has(id) || wallet.doneBefore.has(id);
/** Coins granted for a reason, or taken by staff, on the calendar day of `now`. */
export const grantedToday = ({ today }: Wallet, reason: string, now: Instant): number =>
  today.day === indianDay(now) ? (today.coins[reason] ?? 0) : 0;

/** Under which coins that staff took are counted, beside the reasons for which coins are granted. */
export const TAKEN_BY_STAFF = 'takenByStaff';
/** Counts coins on the calendar day of `at`; the counts of an earlier day are of no use any more. */
const countOn = ({ today }: Wallet, at: Instant, what: string, coins: number): Wallet['today'] => {
  const day = indianDay(at);
  const before = today.day === day ? today.coins : {};
  return { day, coins: { ...before, [what]: (before[what] ?? 0) + coins } };
};

type Granted = Extract<WalletEvent, { type: 'CoinsGranted' }>['data'];
const granted = (wallet: Wallet, data: Granted): Wallet => {
  const { grantId, coins, availableAt, expiresAt, reason, grantedAt } = data;
  const lot = { grantId, coins, availableAt, ...(expiresAt === undefined ? {} : { expiresAt }) };
  return {
    ...wallet,
    lots: [...wallet.lots, lot],
    done: new Set([...wallet.done, grantId]),
    today: countOn(wallet, grantedAt, reason, coins),
    earned: reason === 'purchase' ? earn(wallet.earned, coins, grantedAt) : wallet.earned,
  };
};

const endAdjustment = (wallet: Wallet, id: string): Wallet => ({
  ...wallet,
  adjustments: wallet.adjustments.filter(({ adjustmentId }) => adjustmentId !== id),
  done: new Set([...wallet.done, id]),
});

const moveCoins = (wallet: Wallet, event: WalletEvent): Wallet | undefined => {
  const { type, data } = event;
  switch (type) {
    case 'CoinsGranted':
      return granted(wallet, data);
    case 'CoinsRevoked':
      return {
        ...wallet,
        lots: without(wallet.lots, data.portions),
        done: new Set([...wallet.done, data.revocationId]),
        earned: data.orderId === undefined ? wallet.earned : unearn(wallet.earned, data.coins + data.missing),
      };
    case 'CoinsHeld': {
      const { orderId, portions, expiresAt } = data;
      return {
        ...wallet,
        lots: without(wallet.lots, portions),
        holds: [...wallet.holds, { orderId, portions, expiresAt }],
      };
    }
    case 'CoinsCommitted': {
      const { orderId, committedAt } = data;
      const portions = wallet.holds.find((hold) => hold.orderId === orderId)?.portions ?? [];
      return {
        ...wallet,
        holds: wallet.holds.filter((hold) => hold.orderId !== orderId),
        spent: [...wallet.spent, { orderId, portions, restored: 0, committedAt }],
      };
    }
    case 'CoinsReleased': {
      const portions = wallet.holds.find((hold) => hold.orderId === data.orderId)?.portions ?? [];
      return {
        ...wallet,
        lots: withPortions(wallet.lots, portions),
        holds: wallet.holds.filter((hold) => hold.orderId !== data.orderId),
      };
    }
    case 'CoinsRestored':
      return {
        ...wallet,
        lots: withPortions(wallet.lots, data.portions),
        spent: wallet.spent.map((spent) =>
          spent.orderId === data.orderId ? { ...spent, restored: spent.restored + data.coins } : spent,
        ),
        done: new Set([...wallet.done, data.refundId]),
      };
    case 'CoinsExpired':
      return { ...wallet, lots: without(wallet.lots, data.portions) };
    default:
      return evolveMerging(wallet, event);
  }
};

/** Events that move no coins by themselves. */
const note = (wallet: Wallet, { type, data }: WalletEvent): Wallet => {
  switch (type) {
    case 'CoinAdjustmentRequested':
      return { ...wallet, adjustments: [...wallet.adjustments, data.adjustment] };
    case 'CoinAdjustmentApproved': {
      const { adjustment, decidedAt } = data;
      const ended = endAdjustment(wallet, adjustment.adjustmentId);
      if (adjustment.coins >= 0 || decidedAt === undefined) return ended;
      return { ...ended, today: countOn(wallet, decidedAt, TAKEN_BY_STAFF, -adjustment.coins) };
    }
    case 'CoinAdjustmentRefused':
      return endAdjustment(wallet, data.adjustmentId);
    case 'CoinExpiryAnnounced': {
      const notices = data.portions.map(({ grantId }) => noticeOf(grantId));
      return { ...wallet, done: new Set([...wallet.done, ...notices]) };
    }
    case 'WalletPeriodClosed': {
      const { lots, holds, spent, today, done, period } = data;
      const doneBefore = new Set<string>(done);
      const { adjustments = [], earned = wallet.earned, merged } = data;
      const kept = { lots, holds, spent, today, earned, adjustments, merged, doneBefore };
      return { ...kept, done: new Set(), period: period + 1, eventsInPeriod: -1 };
    }
    default:
      return wallet;
  }
};

export const evolveWallet = (wallet: Wallet, event: WalletEvent): Wallet => {
  const next = moveCoins(wallet, event) ?? note(wallet, event);
  return { ...next, eventsInPeriod: next.eventsInPeriod + 1 };
};
