import { z } from 'zod';
import { Id, Instant, OrderId, RefundId, UserId, type MessageOf } from '../../event-schemas/primitives.ts';
import { CoinAdjustment, CoinPortion, Coins, GrantReason, MonthEarned } from './events.ts';

const wallet = { userId: UserId };
const order = { userId: UserId, orderId: OrderId };
export const walletCommands = {
  /** Without `availableAt` the coins can be spent at once, without `expiresAt` they stay. One person may give only so much a day. */
  GrantCoins: z.object({
    ...wallet,
    grantId: Id,
    coins: Coins,
    reason: GrantReason,
    orderId: OrderId.optional(),
    availableAt: Instant.optional(),
    expiresAt: Instant.optional(),
    byOnePerson: z.boolean().optional(),
  }),
  /** Takes granted coins back: first those of the grant, then others, never more than there are. */
  RevokeCoins: z.object({ ...wallet, revocationId: Id, grantId: Id, orderId: OrderId.optional(), coins: Coins }),
  HoldCoins: z.object({ ...order, coins: Coins, expiresAt: Instant }),
  CommitCoins: z.object(order),
  ReleaseCoins: z.object(order),
  /** Gives coins that were spent on an order back, with their dates. */
  RestoreCoins: z.object({ ...order, refundId: RefundId, coins: Coins }),
  /** Takes effect at once, or waits for a second person when it is large. */
  RequestCoinAdjustment: z.object({ ...wallet, ...CoinAdjustment.shape }),
  ApproveCoinAdjustment: z.object({ ...wallet, adjustmentId: Id, approvedBy: UserId }),
  RefuseCoinAdjustment: z.object({ ...wallet, adjustmentId: Id, refusedBy: UserId }),
  /** Writes down what has expired. */
  ExpireCoins: z.object(wallet),
  /** Tells of all coins that expire soon and have not been told of. */
  AnnounceCoinExpiry: z.object(wallet),
  /** Everything in it, and all that comes, goes to the other account of the same person. */
  MergeWallet: z.object({ ...wallet, mergeId: Id, toUserId: UserId }),
  MoveCoinsIn: z.object({
    ...wallet,
    transferId: Id,
    fromUserId: UserId,
    portions: z.array(CoinPortion),
    earned: z.array(MonthEarned),
  }),
  /** Always refused: coins are a discount and not money. */
  TransferCoins: z.object({ ...wallet, toUserId: UserId, coins: Coins }),
};
export type WalletCommand = MessageOf<typeof walletCommands>;
