import { z } from 'zod';
import { Id, Instant, OrderId, RefundId, UserId, type MessageOf } from '../../event-schemas/primitives.ts';
import { CreditPaise, Goodwill } from './events.ts';

const owner = { userId: UserId };
const order = { userId: UserId, orderId: OrderId };
export const storeCreditCommands = {
  /** From a gift card; goodwill has commands of its own, which know its limits. */
  GrantStoreCredit: z.object({ ...owner, grantId: Id, amountPaise: CreditPaise, reason: z.literal('giftCard') }),
  HoldStoreCredit: z.object({ ...order, amountPaise: CreditPaise, expiresAt: Instant }),
  CommitStoreCredit: z.object(order),
  ReleaseStoreCredit: z.object(order),
  /** Gives credit that was spent on an order back, in any number of parts, never more than was spent at `spentAt`. */
  RestoreStoreCredit: z.object({ ...order, refundId: RefundId, amountPaise: CreditPaise, spentAt: Instant }),
  /** Takes effect at once, or waits for a second person when it is large. */
  RequestCreditGoodwill: z.object({ ...owner, ...Goodwill.shape }),
  ApproveCreditGoodwill: z.object({ ...owner, goodwillId: Id, approvedBy: UserId }),
  RefuseCreditGoodwill: z.object({ ...owner, goodwillId: Id, refusedBy: UserId }),
  MergeStoreCredit: z.object({ ...owner, toUserId: UserId, mergeId: Id }),
  MoveStoreCreditIn: z.object({ ...owner, fromUserId: UserId, transferId: Id, amountPaise: CreditPaise }),
  /** The owner was erased: what is left lapses. */
  CloseStoreCredit: z.object(owner),
};
export type StoreCreditCommand = MessageOf<typeof storeCreditCommands>;
