import { z } from 'zod';
import { Id, UserId, type MessageOf } from '../../../event-schemas/primitives.ts';
import { giftCardEvents } from './events.ts';

const card = { giftCardId: Id };
export const giftCardCommands = {
  IssueGiftCard: giftCardEvents.GiftCardIssued.omit({ issuedAt: true }),
  /** Moves the whole worth into the person's store credit. */
  RedeemGiftCard: z.object({ ...card, userId: UserId }),
  CancelGiftCard: giftCardEvents.GiftCardCancelled.omit({ amountPaise: true }),
  /** At the end of its life; before that it changes nothing. */
  LapseGiftCard: z.object(card),
};
export type GiftCardCommand = MessageOf<typeof giftCardCommands>;
