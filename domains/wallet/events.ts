import { z } from 'zod';
import { Id, Instant, OrderId, RefundId, UserId, type MessageOf } from '../../event-schemas/primitives.ts';

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

const wallet = { userId: UserId };
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
    today: z.object({ day: z.string(), coins: z.record(z.string(), z.int()) }),
  }),
};
export type WalletEvent = MessageOf<typeof walletEvents>;
