import { z } from 'zod';
import { Id, Instant, UserId, type MessageOf } from '../../event-schemas/primitives.ts';

export const ReminderKind = z.enum(['cart', 'coins', 'payNow']);
export const outreachEvents = {
  /** One more message may go to this person, and counts as sent from now on. */
  ReminderAllowed: z.object({ userId: UserId, reminderId: Id, kind: ReminderKind, allowedAt: Instant }),
};
export type OutreachEvent = MessageOf<typeof outreachEvents>;
