import { z } from 'zod';
import { Id, Instant, OrderId, RefundId, UserId, type MessageOf } from '../../event-schemas/primitives.ts';
import { coinAdjustments } from '../policy/coins.ts';

/** Coins of one movement, at most ten lakh. */
export const Coins = z.int().positive().max(1_000_000);
export const GrantReason = z.enum(['purchase', 'share', 'referral', 'checkIn', 'promotion', 'pack', 'goodwill']);
export type GrantReason = z.infer<typeof GrantReason>;

/** Coins of one grant, which keep its dates wherever they go. */
export const CoinPortion = z.object({
  grantId: Id,
  coins: Coins,
  availableAt: Instant,
  expiresAt: Instant.optional(),
});
export type CoinPortion = z.infer<typeof CoinPortion>;

/** What staff add (or take, when it is negative), and why. */
export const CoinAdjustment = z.object({
  adjustmentId: Id,
  coins: z.int().min(-coinAdjustments.value.coinsMax).max(coinAdjustments.value.coinsMax),
  reason: z.string().min(3).max(300),
  requestedBy: UserId,
});
export type CoinAdjustment = z.infer<typeof CoinAdjustment>;

export const MonthEarned = z.object({ month: z.string(), coins: z.int() });
const wallet = { userId: UserId };
const moved = { coins: z.int().nonnegative(), portions: z.array(CoinPortion), earned: z.array(MonthEarned) };
const order = { userId: UserId, orderId: OrderId, coins: Coins };
export const walletEvents = {
  CoinsGranted: z.object({
    ...wallet,
    grantId: Id,
    coins: Coins,
    reason: GrantReason,
    orderId: OrderId.optional(),
    grantedAt: Instant,
    /** Pending until then. */
    availableAt: Instant,
    expiresAt: Instant.optional(),
  }),
  /** `coins` is what could be taken, which is less than was asked when too little was left. */
  CoinsRevoked: z.object({
    ...wallet,
    revocationId: Id,
    orderId: OrderId.optional(),
    coins: z.int().nonnegative(),
    missing: z.int().nonnegative(),
    portions: z.array(CoinPortion),
  }),
  CoinsHeld: z.object({ ...order, portions: z.array(CoinPortion), expiresAt: Instant }),
  CoinsCommitted: z.object({ ...order, committedAt: Instant }),
  CoinsReleased: z.object({ ...order, lapsed: z.boolean() }),
  CoinsRestored: z.object({ ...order, refundId: RefundId, portions: z.array(CoinPortion) }),
  CoinsExpired: z.object({ ...wallet, coins: Coins, portions: z.array(CoinPortion) }),
  /** More than one person may decide: it waits for a second one. */
  CoinAdjustmentRequested: z.object({ ...wallet, adjustment: CoinAdjustment, requestedAt: Instant }),
  /** It takes effect with the event that follows. `approvedBy` is absent where no second person is needed. */
  CoinAdjustmentApproved: z.object({
    ...wallet,
    adjustment: CoinAdjustment,
    approvedBy: UserId.optional(),
    /** Absent in decisions of the time before what is taken in a day was added up. */
    decidedAt: Instant.optional(),
  }),
  /** The owner has another account: whatever is or comes here moves there. */
  WalletMerged: z.object({ ...wallet, mergeId: Id, toUserId: UserId, mergedAt: Instant }),
  /** On their way, with their dates; the months earned in count for the tier of the other account. */
  CoinsMovedOut: z.object({ ...wallet, transferId: Id, toUserId: UserId, ...moved }),
  CoinsMovedIn: z.object({ ...wallet, transferId: Id, fromUserId: UserId, ...moved }),
  /** Goods of the merged account came back whose coins are with the other one. */
  CoinRevocationPassedOn: z.object({
    ...wallet,
    toUserId: UserId,
    revocationId: Id,
    grantId: Id,
    orderId: OrderId.optional(),
    coins: Coins,
  }),
  CoinAdjustmentRefused: z.object({ ...wallet, adjustmentId: Id, refusedBy: UserId }),
  /** For whoever writes to people: these coins are about to expire. Each grant is announced once. */
  CoinExpiryAnnounced: z.object({ ...wallet, coins: Coins, portions: z.array(CoinPortion), announcedAt: Instant }),
  /** Everything that later decisions need, so that the events before it need not be read again. */
  WalletPeriodClosed: z.object({
    ...wallet,
    period: z.int().positive(),
    lots: z.array(CoinPortion),
    holds: z.array(z.object({ orderId: OrderId, portions: z.array(CoinPortion), expiresAt: Instant })),
    spent: z.array(
      z.object({
        orderId: OrderId,
        portions: z.array(CoinPortion),
        restored: z.int().nonnegative(),
        committedAt: Instant,
      }),
    ),
    done: z.array(Id),
    adjustments: z.array(CoinAdjustment).max(coinAdjustments.value.waitingMax).optional(),
    today: z.object({ day: z.string(), coins: z.record(z.string(), z.int()) }),
    /** Absent in periods that were closed before there were tiers. */
    earned: z.array(MonthEarned).optional(),
    /** Of a wallet that was merged. */
    merged: z.object({ toUserId: UserId, transfers: z.int().nonnegative() }).optional(),
  }),
};
export type WalletEvent = MessageOf<typeof walletEvents>;
