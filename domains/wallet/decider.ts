import type { Instant, UserId } from '../../event-schemas/primitives.ts';
import { DAY_MS, instantAfter } from '../kernel/calendar.ts';
import { isRejected, reject, type Decider, type Decision } from '../kernel/decider.ts';
import { coinExpiryNotice, coinsRestorable, dailyCaps } from '../policy/coins.ts';
import { adjust, mayDecideAlone, takeBack, type AdjustmentRejection } from './adjustments.ts';
import type { WalletCommand } from './commands.ts';
import type { WalletEvent } from './events.ts';
import { mergeWallets, passOn, refuseMerged, type MergingRejection } from './merging.ts';
import { coinsIn, inSpendingOrder, isExpired, isSpendable, takeFrom } from './portions.ts';
import { evolveWallet, grantedToday, initialWallet, noticeOf, wasDone, type Wallet } from './state.ts';

export type WalletRejection =
  | AdjustmentRejection
  | MergingRejection
  | 'CoinHoldNotFound'
  | 'CoinsAlreadySpent'
  | 'CoinsNotSpent'
  | 'CoinsNotTransferable'
  | 'DailyCoinsReached'
  | 'InsufficientCoins'
  | 'InvalidCoins'
  | 'TooManyCoinHolds';
type Decided = Decision<WalletEvent, WalletRejection>;
type Of<T extends WalletCommand['type']> = Extract<WalletCommand, { type: T }>['data'];

/** After so many events the next decision begins with a closing event that carries the whole wallet. */
export const PERIOD_EVENTS_MAX = 1_000;
/** Orders that may hold coins of one wallet at the same time. */
export const HOLDS_MAX = 20;

const grant = ({ byOnePerson = false, ...data }: Of<'GrantCoins'>, wallet: Wallet, now: Instant): Decided => {
  if (wasDone(wallet, data.grantId)) return [];
  if (byOnePerson && !mayDecideAlone(wallet, data.coins, now))
    return reject('SecondPersonNeeded', 'So many coins in a day need two people: ask for an adjustment instead.');
  const availableAt = data.availableAt ?? now;
  if (data.expiresAt !== undefined && (data.expiresAt <= availableAt || data.expiresAt <= now))
    return reject('InvalidCoins', 'Coins must be spendable before they expire.');
  if (grantedToday(wallet, data.reason, now) + data.coins > (dailyCaps.value[data.reason] ?? Infinity))
    return reject('DailyCoinsReached', 'No more coins can be earned in this way today.');
  return [{ type: 'CoinsGranted', data: { ...data, grantedAt: now, availableAt } }];
};

const revoke = (data: Of<'RevokeCoins'>, wallet: Wallet): Decided => {
  const { userId, revocationId, orderId, grantId, coins } = data;
  if (wasDone(wallet, revocationId)) return [];
  const own = wallet.lots.filter((lot) => lot.grantId === grantId);
  const others = inSpendingOrder(wallet.lots.filter((lot) => lot.grantId !== grantId));
  const about = { userId, revocationId, ...(orderId === undefined ? {} : { orderId }) };
  return [takeBack(about, [...own, ...others], coins)];
};

const hold = (data: Of<'HoldCoins'>, wallet: Wallet, now: Instant): Decided => {
  const { orderId, coins } = data;
  if (wallet.spent.some((spent) => spent.orderId === orderId)) return [];
  if (wallet.holds.some((held) => held.orderId === orderId)) return [];
  if (wallet.holds.length >= HOLDS_MAX) return reject('TooManyCoinHolds', `At most ${HOLDS_MAX} orders can wait.`);
  const spendable = wallet.lots.filter((lot) => isSpendable(lot, now));
  const portions = takeFrom(inSpendingOrder(spendable), coins);
  if (coinsIn(portions) < coins) return reject('InsufficientCoins', `${coinsIn(spendable)} coins can be spent now.`);
  return [{ type: 'CoinsHeld', data: { ...data, portions } }];
};

const settle = (data: Of<'CommitCoins'>, wallet: Wallet, end: (coins: number) => WalletEvent): Decided => {
  const held = wallet.holds.find((one) => one.orderId === data.orderId);
  const spent = wallet.spent.some((one) => one.orderId === data.orderId);
  const event = end(held === undefined ? 0 : coinsIn(held.portions));
  if (event.type === 'CoinsCommitted') {
    if (held !== undefined) return [event];
    return spent ? [] : reject('CoinHoldNotFound');
  }
  if (spent) return reject('CoinsAlreadySpent', 'Coins that were spent are given back with a refund.');
  return held === undefined ? [] : [event];
};

const restore = (data: Of<'RestoreCoins'>, wallet: Wallet): Decided => {
  if (wasDone(wallet, data.refundId)) return [];
  const spent = wallet.spent.find((one) => one.orderId === data.orderId);
  const left = spent === undefined ? 0 : coinsIn(spent.portions) - spent.restored;
  if (spent === undefined || data.coins > left)
    return reject('CoinsNotSpent', `${left} coins of this order can still be given back.`);
  // What was spent last, with the most time left, comes back first; earlier refunds have already had their part of it.
  const backwards = [...spent.portions].reverse();
  const before = new Map(takeFrom(backwards, spent.restored).map(({ grantId, coins }) => [grantId, coins]));
  const rest = backwards
    .map((portion) => ({ ...portion, coins: portion.coins - (before.get(portion.grantId) ?? 0) }))
    .filter(({ coins }) => coins > 0);
  return [{ type: 'CoinsRestored', data: { ...data, portions: takeFrom(rest, data.coins) } }];
};

const announce = ({ userId }: Of<'AnnounceCoinExpiry'>, wallet: Wallet, now: Instant): Decided => {
  // A day more than the notice, so that what was granted on one day is told of in one message.
  const until = instantAfter(now, (coinExpiryNotice.value.days + 1) * DAY_MS);
  const portions = inSpendingOrder(wallet.lots).filter(
    (lot) => lot.expiresAt !== undefined && lot.expiresAt < until && !wasDone(wallet, noticeOf(lot.grantId)),
  );
  if (portions.length === 0) return [];
  return [{ type: 'CoinExpiryAnnounced', data: { userId, coins: coinsIn(portions), portions, announcedAt: now } }];
};

const decideOn = (command: WalletCommand, wallet: Wallet, now: Instant): Decided => {
  const { type, data } = command;
  switch (type) {
    case 'GrantCoins':
      return grant(data, wallet, now);
    case 'RevokeCoins':
      return revoke(data, wallet);
    case 'HoldCoins':
      return hold(data, wallet, now);
    case 'CommitCoins':
      return settle(data, wallet, (coins) => ({
        type: 'CoinsCommitted',
        data: { ...data, coins, committedAt: now },
      }));
    case 'ReleaseCoins':
      return settle(data, wallet, (coins) => ({ type: 'CoinsReleased', data: { ...data, coins, lapsed: false } }));
    case 'RestoreCoins':
      return restore(data, wallet);
    case 'RequestCoinAdjustment':
    case 'ApproveCoinAdjustment':
    case 'RefuseCoinAdjustment':
      return adjust(command, wallet, now);
    case 'AnnounceCoinExpiry':
      return announce(data, wallet, now);
    case 'TransferCoins':
      return reject('CoinsNotTransferable', 'Coins belong to the person who earned them.');
    case 'MergeWallet':
    case 'MoveCoinsIn':
      return mergeWallets(command, wallet, now);
    case 'ExpireCoins':
      return [];
  }
};

/** Holds whose time is over are let go and coins whose time is over leave; `keep` is the order being decided about. */
const lapse = (wallet: Wallet, userId: UserId, now: Instant, keep?: string): WalletEvent[] => {
  const released = wallet.holds
    .filter(({ orderId, expiresAt }) => orderId !== keep && now >= expiresAt)
    .map<WalletEvent>(({ orderId, portions }) => ({
      type: 'CoinsReleased',
      data: { userId, orderId, coins: coinsIn(portions), lapsed: true },
    }));
  const portions = released.reduce(evolveWallet, wallet).lots.filter((lot) => isExpired(lot, now));
  if (portions.length === 0) return released;
  return [...released, { type: 'CoinsExpired', data: { userId, coins: coinsIn(portions), portions } }];
};

const closePeriod = (wallet: Wallet, userId: UserId, now: Instant): WalletEvent => ({
  type: 'WalletPeriodClosed',
  data: {
    userId,
    period: wallet.period,
    lots: [...wallet.lots],
    holds: wallet.holds.map((one) => ({ ...one, portions: [...one.portions] })),
    spent: wallet.spent
      .filter(({ committedAt }) => instantAfter(committedAt, coinsRestorable.value.days * DAY_MS) > now)
      .map((one) => ({ ...one, portions: [...one.portions] })),
    done: [...wallet.done],
    adjustments: [...wallet.adjustments],
    today: { day: wallet.today.day, coins: { ...wallet.today.coins } },
    earned: wallet.earned.map((one) => ({ ...one })),
    ...(wallet.merged && { merged: { ...wallet.merged } }),
  },
});

/**
 * Coins are spent earliest expiry first and never fall below zero. What has lapsed or expired is written down by the next
 * decision that changes the wallet; until then it simply does not count.
 */
export const walletDecider: Decider<Wallet, WalletCommand, WalletEvent, WalletRejection> = {
  initial: initialWallet,
  evolve: evolveWallet,
  decide: (command, wallet, now) => {
    const { userId } = command.data;
    const keep = command.type === 'CommitCoins' ? command.data.orderId : undefined;
    const before = lapse(wallet, userId, now, keep);
    const tidy = before.reduce(evolveWallet, wallet);
    const decided = refuseMerged(command, wallet) ?? decideOn(command, tidy, now);
    if (isRejected(decided)) return decided;
    const wrote = decided.length > 0 || command.type === 'ExpireCoins' || command.type === 'ReleaseCoins';
    const after = lapse(decided.reduce(evolveWallet, tidy), userId, now, keep);
    const own = wrote ? [...before, ...decided, ...after] : [];
    const events = [...own, ...passOn(command, own, own.reduce(evolveWallet, wallet))];
    return events.length > 0 && wallet.eventsInPeriod >= PERIOD_EVENTS_MAX
      ? [closePeriod(wallet, userId, now), ...events]
      : events;
  },
};
