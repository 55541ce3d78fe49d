import { z } from 'zod';
import { Instant, UserId, type MessageOf } from '../../../event-schemas/primitives.ts';
import { ContactId } from '../ids.ts';

const one = { contactId: ContactId, userId: UserId };
export const contactCommands = {
  /** `instead` names a holder that was found to have no account with this contact, or to have lost it. */
  HoldContact: z.object({ ...one, expiresAt: Instant, instead: UserId.optional() }),
  ConfirmContact: z.object(one),
  ReleaseContact: z.object({ ...one, reusableFrom: Instant }),
};
export type ContactCommand = MessageOf<typeof contactCommands>;
