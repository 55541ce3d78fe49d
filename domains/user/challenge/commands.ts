import { z } from 'zod';
import { Id, Instant, UserId, type MessageOf } from '../../../event-schemas/primitives.ts';
import { PhoneChannel } from '../code-quota/events.ts';
import { ChallengeId, ContactId } from '../ids.ts';
import { MailOtpPurpose, OtpPurpose } from './events.ts';

const request = {
  challengeId: ChallengeId,
  userId: UserId.nullable(),
  codeHash: z.string(),
  expiresAt: Instant,
  usableUntil: Instant,
  attemptsMax: z.int().positive(),
};
export const challengeCommands = {
  RequestOtp: z.object({
    ...request,
    purpose: OtpPurpose,
    phone: z.string(),
    phoneId: ContactId,
    channel: PhoneChannel,
  }),
  RequestMailOtp: z.object({ ...request, purpose: MailOtpPurpose, email: z.string().nullable(), emailId: ContactId }),
  RequestOtpFallback: z.object({ challengeId: ChallengeId, email: z.string().nullable() }),
  RequestOtpChannel: z.object({ challengeId: ChallengeId, channel: PhoneChannel }),
  RecordOtpSent: z.object({ challengeId: ChallengeId, messageId: z.string().nullable() }),
  RecordOtpNotSent: z.object({ challengeId: ChallengeId, reason: z.string() }),
  /** `attemptId` is one per request: the same attempt again gives the same result, another one is another guess. */
  VerifyOtp: z.object({
    challengeId: ChallengeId,
    attemptId: Id,
    purpose: z.union([OtpPurpose, MailOtpPurpose]),
    userId: UserId.nullable(),
    codeHash: z.string(),
  }),
  ForgetOtp: z.object({ challengeId: ChallengeId }),
};
export type ChallengeCommand = MessageOf<typeof challengeCommands>;
