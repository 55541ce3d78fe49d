import { z } from 'zod';
import { Id, Instant, UserId, type MessageOf } from '../../../event-schemas/primitives.ts';
import { CreditPaise } from '../events.ts';

export const CreditUse = z.enum(['goodwill', 'giftCards']);
export type CreditUse = z.infer<typeof CreditUse>;
export const creditStaffEvents = {
  /** A member of staff gives money of the shop away; it counts for the day, also where it is refused by somebody else later. */
  CreditAllowanceUsed: z.object({
    staffId: UserId,
    useId: Id,
    use: CreditUse,
    amountPaise: CreditPaise,
    usedAt: Instant,
  }),
};
export type CreditStaffEvent = MessageOf<typeof creditStaffEvents>;
