import { timingSafeEqual } from 'node:crypto';
import type { UserId } from '../../../event-schemas/primitives.ts';
import type { Secrets } from '../../kernel/ports/secrets.ts';
import { Refusal, type WriteContext } from '../../kernel/routes.ts';
import { challenge } from '../challenge/aggregate.ts';
import type { Challenge, ChallengedContact } from '../challenge/decider.ts';
import type { AnyOtpPurpose } from '../challenge/events.ts';
import { ChallengeId } from '../ids.ts';
import { otpHash } from '../otp-code.ts';
import type { NormalContact } from './contact-input.ts';

/** The phone or e-mail address that a used code has proven, and how long that may still be used. */
export type ProvenContact = {
  readonly challengeId: ChallengeId;
  readonly kind: ChallengedContact['kind'];
  readonly contact: NormalContact;
};

const provenContact = (challengeId: ChallengeId, { request, forgotten }: Challenge, now: string): ProvenContact => {
  if (request === undefined) throw new Refusal('OtpChallengeNotFound');
  const { kind, value, id } = request.contact;
  if (value === null || forgotten || now >= request.usableUntil) throw new Refusal('OtpExpired', 'Ask for a new code.');
  return { challengeId, kind, contact: { value, id } };
};

/**
 * Uses the code up, or counts a wrong guess. Of any number of requests with the right code one goes through.
 * @throws Refusal OtpIncorrect and the refusals of VerifyOtp
 */
export const useOtp = async (
  context: WriteContext,
  given: {
    readonly challengeId: ChallengeId;
    readonly code: string;
    readonly purpose: AnyOtpPurpose;
    readonly userId?: UserId;
  },
): Promise<ProvenContact> => {
  const { challengeId, code, purpose } = given;
  const attemptId = context.newId('otpAttempt');
  const codeHash = otpHash(context.ports.secrets, challengeId, code);
  const { state } = await context.send(challenge, {
    type: 'VerifyOtp',
    data: { challengeId, attemptId, purpose, userId: given.userId ?? null, codeHash },
  });
  // The hash is compared again, since a repeated request is answered without deciding.
  if (state.verifiedBy !== attemptId || state.request?.codeHash !== codeHash) {
    const left = (state.request?.attemptsMax ?? 0) - state.failedAttempts.length;
    throw new Refusal('OtpIncorrect', left > 0 ? `Attempts left: ${left}.` : 'Ask for a new code.');
  }
  return provenContact(challengeId, state, context.now);
};

const signUpMac = (secrets: Secrets, challengeId: string): string => secrets.keyedHash('signUpToken', challengeId);

/** Lets an unknown phone finish signing up after its code was used; good once, because the phone can be claimed once. */
export const signUpToken = (secrets: Secrets, challengeId: ChallengeId): string =>
  `${challengeId}.${signUpMac(secrets, challengeId)}`;

/** @throws Refusal InvalidSignUpToken, OtpExpired */
export const phoneOfSignUpToken = async (context: WriteContext, token: string): Promise<NormalContact> => {
  const [id, mac = ''] = token.split('.', 2);
  const challengeId = ChallengeId.safeParse(id);
  const expected = Buffer.from(signUpMac(context.ports.secrets, id ?? ''));
  const given = Buffer.from(mac);
  if (!challengeId.success || given.length !== expected.length || !timingSafeEqual(given, expected))
    throw new Refusal('InvalidSignUpToken', 'Ask for a new code.');
  const { state } = await context.facts(challenge, challengeId.data);
  if (state.verifiedBy === undefined || state.request?.purpose !== 'signIn' || state.request.contact.kind !== 'phone')
    throw new Refusal('InvalidSignUpToken', 'Ask for a new code.');
  return provenContact(challengeId.data, state, context.now).contact;
};
