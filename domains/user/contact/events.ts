import { z } from 'zod';
import { Instant, UserId, type MessageOf } from '../../../event-schemas/primitives.ts';
import { ContactId } from '../ids.ts';

const one = { contactId: ContactId, userId: UserId };
export const contactEvents = {
  ContactHeld: z.object({ ...one, expiresAt: Instant }),
  ContactConfirmed: z.object(one),
  ContactReleased: z.object({ ...one, reusableFrom: Instant }),
};
export type ContactEvent = MessageOf<typeof contactEvents>;
