import { z } from 'zod';
import { Id, Instant, UserId, type MessageOf } from '../../../event-schemas/primitives.ts';

export const giftCardAttemptEvents = {
  /** Counted before the code is looked at, so that tries at once cannot slip through together. */
  GiftCardTried: z.object({ userId: UserId, attemptId: Id, triedAt: Instant }),
};
export type GiftCardAttemptEvent = MessageOf<typeof giftCardAttemptEvents>;
