import { z } from 'zod';
import { Id, Instant, UserId, personal, type MessageOf } from '../../../event-schemas/primitives.ts';
import type { PersonalFields } from '../../kernel/aggregate.ts';
import { PhoneChannel } from '../code-quota/events.ts';
import { ChallengeId, ContactId } from '../ids.ts';

/** What the code is for; a code for one purpose is of no use for another. */
export const OTP_PURPOSES = ['signIn', 'resetPassword', 'changePhone', 'confirm', 'keepAccount'] as const;
/** A code to another phone may show that its account is the caller's own too. */
export const OtpPurpose = z.enum([...OTP_PURPOSES, 'mergeAccounts']);
export type OtpPurpose = z.infer<typeof OtpPurpose>;

/** By e-mail a code may also show that the address is the account's own. */
export const MailOtpPurpose = z.enum([...OTP_PURPOSES, 'verifyEmail']);
export type MailOtpPurpose = z.infer<typeof MailOtpPurpose>;
export type AnyOtpPurpose = OtpPurpose | MailOtpPurpose;

export const challengeEvents = {
  /** The code itself is nowhere: it is derived from the challenge id and the installation's secret. */
  OtpRequested: z.object({
    challengeId: ChallengeId,
    purpose: OtpPurpose,
    /** Set when a signed-in user asked, who must then be the one that uses it. */
    userId: UserId.nullable(),
    phone: personal(z.string()),
    phoneId: ContactId,
    channel: PhoneChannel,
    codeHash: z.string(),
    expiresAt: Instant,
    /** Until then what was proven by the code may be used. */
    usableUntil: Instant,
    attemptsMax: z.int().positive(),
  }),
  /** The same by e-mail; the address is null when nothing is to be sent, which the person who asked is not told. */
  OtpMailRequested: z.object({
    challengeId: ChallengeId,
    purpose: MailOtpPurpose,
    userId: UserId.nullable(),
    email: personal(z.string()),
    emailId: ContactId,
    codeHash: z.string(),
    expiresAt: Instant,
    usableUntil: Instant,
    attemptsMax: z.int().positive(),
  }),
  /** The text message did not come: the same code by e-mail, where the account of the phone has a proven address. */
  OtpFallbackRequested: z.object({ challengeId: ChallengeId, email: personal(z.string()), expiresAt: Instant }),
  /** The same code to the same phone by another channel, since it did not come, or the channel before took none. */
  OtpChannelRequested: z.object({
    challengeId: ChallengeId,
    channel: PhoneChannel,
    phone: personal(z.string()),
    expiresAt: Instant,
  }),
  OtpSent: z.object({ challengeId: ChallengeId, messageId: z.string().nullable() }),
  OtpNotSent: z.object({ challengeId: ChallengeId, reason: z.string() }),
  OtpAttemptFailed: z.object({ challengeId: ChallengeId, attemptId: Id }),
  OtpVerified: z.object({ challengeId: ChallengeId, attemptId: Id }),
  OtpForgotten: z.object({ challengeId: ChallengeId }),
};
export type ChallengeEvent = MessageOf<typeof challengeEvents>;

/** The challenge has a key of its own, which is destroyed when the code is of no more use: no log of who asked for codes. */
const sealed = (field: string): PersonalFields => ({ subject: 'challengeId', fields: [field] });
export const challengePersonal = {
  OtpRequested: sealed('phone'),
  OtpMailRequested: sealed('email'),
  OtpFallbackRequested: sealed('email'),
  OtpChannelRequested: sealed('phone'),
};

/** Version 2 says by which channel; before there were text messages only. */
export const challengeUpcasts = { OtpRequested: [(data: unknown) => ({ ...(data as object), channel: 'sms' })] };
