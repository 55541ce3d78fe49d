import { z } from 'zod';
import { Id, Instant, UserId, type MessageOf } from '../../../event-schemas/primitives.ts';
import { ChallengeId, ContactId } from '../ids.ts';
import { OtpPurpose } from './events.ts';

export const challengeCommands = {
  RequestOtp: z.object({
    challengeId: ChallengeId,
    purpose: OtpPurpose,
    userId: UserId.nullable(),
    phone: z.string(),
    phoneId: ContactId,
    codeHash: z.string(),
    expiresAt: Instant,
    usableUntil: Instant,
    attemptsMax: z.int().positive(),
  }),
  RecordOtpSent: z.object({ challengeId: ChallengeId, messageId: z.string().nullable() }),
  RecordOtpNotSent: z.object({ challengeId: ChallengeId, reason: z.string() }),
  /** `attemptId` is one per request: the same attempt again gives the same result, another one is another guess. */
  VerifyOtp: z.object({
    challengeId: ChallengeId,
    attemptId: Id,
    purpose: OtpPurpose,
    userId: UserId.nullable(),
    codeHash: z.string(),
  }),
  ForgetOtp: z.object({ challengeId: ChallengeId }),
};
export type ChallengeCommand = MessageOf<typeof challengeCommands>;
