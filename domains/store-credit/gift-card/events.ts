import { z } from 'zod';
import { Id, Instant, UserId, type MessageOf } from '../../../event-schemas/primitives.ts';
import { giftCardIssue } from '../../policy/store-credit.ts';

/** The whole worth of one card: it is redeemed in one piece. */
export const CardPaise = z.int().positive().max(giftCardIssue.value.worthMaxPaise);

const card = { giftCardId: Id };
export const giftCardEvents = {
  /** The code itself is in no event: `giftCardId` is made from its keyed hash. `lastFour` tells people which card it is. */
  GiftCardIssued: z.object({
    ...card,
    lastFour: z.string().length(4),
    amountPaise: CardPaise,
    batchId: Id,
    issuedBy: UserId,
    issuedAt: Instant,
    expiresAt: Instant,
  }),
  GiftCardRedeemed: z.object({ ...card, userId: UserId, amountPaise: CardPaise, redeemedAt: Instant }),
  GiftCardCancelled: z.object({
    ...card,
    amountPaise: CardPaise,
    reason: z.string().trim().min(3).max(300),
    cancelledBy: UserId,
  }),
  /** Nobody redeemed it in time: the shop does not owe its worth any more. */
  GiftCardLapsed: z.object({ ...card, amountPaise: CardPaise, lapsedAt: Instant }),
};
export type GiftCardEvent = MessageOf<typeof giftCardEvents>;
