import { z } from 'zod';
import { Instant, type MessageOf } from '../../../event-schemas/primitives.ts';
import { ChallengeId, ContactId } from '../ids.ts';

/** How a code may reach somebody. The order is the one in which a channel that fails is followed by the next. */
export const PHONE_CHANNELS = ['sms', 'whatsapp', 'voice'] as const;
export const PhoneChannel = z.enum(PHONE_CHANNELS);
export type PhoneChannel = z.infer<typeof PhoneChannel>;
export const CodeChannel = z.enum([...PHONE_CHANNELS, 'email']);
export type CodeChannel = z.infer<typeof CodeChannel>;

export const codeQuotaEvents = {
  /** A code was asked for; the contact is known by its keyed hash alone. */
  CodeSendCounted: z.object({
    contactId: ContactId,
    challengeId: ChallengeId,
    channel: CodeChannel,
    countedAt: Instant,
  }),
};
export type CodeQuotaEvent = MessageOf<typeof codeQuotaEvents>;
