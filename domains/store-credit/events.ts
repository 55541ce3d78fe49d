import { z } from 'zod';
import { Id, Instant, OrderId, PAISE_MAX, RefundId, UserId, type MessageOf } from '../../event-schemas/primitives.ts';
import { creditGoodwill } from '../policy/store-credit.ts';

/** Paise of one movement; nothing moves nothing. */
export const CreditPaise = z.int().positive().max(PAISE_MAX);
export const CREDIT_REASONS = ['giftCard', 'goodwill'] as const;
export const CreditReason = z.enum(CREDIT_REASONS);

/** What staff give out of goodwill, and why. */
export const Goodwill = z.object({
  goodwillId: Id,
  amountPaise: CreditPaise.max(creditGoodwill.value.paiseMax),
  reason: z.string().trim().min(3).max(300),
  requestedBy: UserId,
});
export type Goodwill = z.infer<typeof Goodwill>;

const owner = { userId: UserId };
const order = { userId: UserId, orderId: OrderId, amountPaise: CreditPaise };
export const storeCreditEvents = {
  StoreCreditGranted: z.object({
    ...owner,
    grantId: Id,
    amountPaise: CreditPaise,
    reason: CreditReason,
    grantedAt: Instant,
  }),
  StoreCreditHeld: z.object({ ...order, expiresAt: Instant }),
  StoreCreditCommitted: z.object({ ...order, committedAt: Instant }),
  StoreCreditReleased: z.object({ ...order, lapsed: z.boolean() }),
  /** The order was given up before its hold arrived, which will not be taken any more. */
  StoreCreditHoldForgone: z.object({ ...owner, orderId: OrderId }),
  StoreCreditRestored: z.object({ ...order, refundId: RefundId }),
  /** Comes back for an order that was paid so long ago that its spending is not remembered here; the order knew the amount. */
  StoreCreditRefunded: z.object({ ...order, refundId: RefundId, spentAt: Instant }),
  /** More than one person may decide: it waits for a second one. */
  CreditGoodwillRequested: z.object({ ...owner, goodwill: Goodwill, requestedAt: Instant }),
  /** The grant follows. `approvedBy` is absent where no second person is needed. */
  CreditGoodwillApproved: z.object({ ...owner, goodwill: Goodwill, approvedBy: UserId.optional() }),
  CreditGoodwillRefused: z.object({ ...owner, goodwillId: Id, refusedBy: UserId }),
  /** The owner has another account now, to which whatever lies or arrives here moves on. */
  StoreCreditMerged: z.object({ ...owner, toUserId: UserId, mergeId: Id, mergedAt: Instant }),
  StoreCreditMovedOut: z.object({ ...owner, toUserId: UserId, transferId: Id, amountPaise: CreditPaise }),
  StoreCreditMovedIn: z.object({ ...owner, fromUserId: UserId, transferId: Id, amountPaise: CreditPaise }),
  /** The owner was erased: whatever lies or arrives here lapses, since nobody is left whom it is owed to. */
  StoreCreditClosed: z.object({ ...owner, closedAt: Instant }),
  StoreCreditLapsed: z.object({ ...owner, amountPaise: CreditPaise, lapsedAt: Instant }),
  /** Everything that later decisions need, so that the events before it need not be read again. */
  StoreCreditPeriodClosed: z.object({
    ...owner,
    period: z.int().positive(),
    freePaise: z.int().nonnegative(),
    holds: z.array(z.object({ orderId: OrderId, amountPaise: CreditPaise, expiresAt: Instant })),
    spent: z.array(
      z.object({
        orderId: OrderId,
        amountPaise: CreditPaise,
        restoredPaise: z.int().nonnegative(),
        committedAt: Instant,
      }),
    ),
    /** Such as `granted:<id>`. */
    done: z.array(z.string()),
    waiting: z.array(Goodwill).max(creditGoodwill.value.waitingMax),
    today: z.object({ day: z.string(), goodwillPaise: z.int().nonnegative() }),
    merged: z.object({ toUserId: UserId, transfers: z.int().nonnegative() }).optional(),
    closed: z.boolean().optional(),
  }),
};
export type StoreCreditEvent = MessageOf<typeof storeCreditEvents>;
