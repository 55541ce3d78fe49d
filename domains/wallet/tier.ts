import type { Instant } from '../../event-schemas/primitives.ts';
import { indianDay } from '../kernel/calendar.ts';
import { loyaltyTiers, type Tier } from '../policy/loyalty.ts';

/** Coins that purchases of one calendar month (Asia/Kolkata, such as `2026-01`) earned; below 0 when returns took more. */
export type MonthEarned = { readonly month: string; readonly coins: number };
export type Standing = {
  readonly tier: Tier;
  /** Coins that count for the tier. */
  readonly earned: number;
  readonly next: { readonly tier: Tier; readonly missing: number } | undefined;
  /** What it becomes when the month is over and nothing more is earned until then. */
  readonly projected: { readonly tier: Tier; readonly earned: number; readonly from: string };
};

/** Months that are remembered: those that count, and the one that has just ceased to. */
export const MONTHS_MAX = loyaltyTiers.windowMonths + 1;
const monthOf = (instant: Instant): string => indianDay(instant).slice(0, 7);

/** Adds coins to the month of `at`. */
export const earn = (earned: readonly MonthEarned[], coins: number, at: Instant): readonly MonthEarned[] => {
  const month = monthOf(at);
  const known = earned.find((one) => one.month === month);
  const next =
    known === undefined
      ? [...earned, { month, coins }]
      : earned.map((one) => (one === known ? { month, coins: one.coins + coins } : one));
  return next.slice(-MONTHS_MAX);
};

/** The months of two people who turned out to be one. */
export const addEarned = (one: readonly MonthEarned[], other: readonly MonthEarned[]): readonly MonthEarned[] => {
  const coinsOf = (months: readonly MonthEarned[], month: string): number =>
    months.find((entry) => entry.month === month)?.coins ?? 0;
  return [...new Set([...one, ...other].map(({ month }) => month))]
    .sort()
    .map((month) => ({ month, coins: coinsOf(one, month) + coinsOf(other, month) }))
    .slice(-MONTHS_MAX);
};

/** Takes coins of goods that came back out of the newest month. */
export const unearn = (earned: readonly MonthEarned[], coins: number): readonly MonthEarned[] =>
  earned.map((one, index) => (index === earned.length - 1 ? { ...one, coins: one.coins - coins } : one));

/** The calendar month that lies so many months before that of `now`. */
const monthBefore = (now: Instant, months: number): string => {
  const [year = 0, month = 1] = monthOf(now).split('-').map(Number);
  const index = year * 12 + month - 1 - months;
  return `${Math.floor(index / 12)}-${String((index % 12) + 1).padStart(2, '0')}`;
};

const earnedSince = (months: readonly MonthEarned[], first: string): number =>
  Math.max(
    0,
    months.reduce((sum, { month, coins }) => sum + (month >= first ? coins : 0), 0),
  );
const tierFor = (earned: number): Tier =>
  (loyaltyTiers.value.findLast(({ fromCoins }) => earned >= fromCoins) ?? loyaltyTiers.value[0]!).tier;

/** The tier of somebody who earned so, what is missing for the next one, and what the next month makes of it. */
export const standingOf = (months: readonly MonthEarned[], now: Instant): Standing => {
  const earned = earnedSince(months, monthBefore(now, loyaltyTiers.windowMonths - 1));
  const kept = earnedSince(months, monthBefore(now, loyaltyTiers.windowMonths - 2));
  const above = loyaltyTiers.value.find(({ fromCoins }) => fromCoins > earned);
  return {
    tier: tierFor(earned),
    earned,
    next: above && { tier: above.tier, missing: above.fromCoins - earned },
    projected: { tier: tierFor(kept), earned: kept, from: `${monthBefore(now, -1)}-01` },
  };
};
