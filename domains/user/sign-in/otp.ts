import { timingSafeEqual } from 'node:crypto';
import type { UserId } from '../../../event-schemas/primitives.ts';
import type { Secrets } from '../../kernel/ports/secrets.ts';
import { Refusal, type WriteContext } from '../../kernel/routes.ts';
import { identityPolicy } from '../../policy/identity.ts';
import { challenge } from '../challenge/aggregate.ts';
import type { Challenge } from '../challenge/decider.ts';
import type { OtpPurpose } from '../challenge/events.ts';
import { ChallengeId } from '../ids.ts';
import { otpCode, otpHash } from '../otp-code.ts';
import type { NormalContact } from './contact-input.ts';
import { later } from './later.ts';
import { countUse } from './limits.ts';

const HOUR_SECONDS = 3_600;
const DEVICE_ID_MAX = 200;

const countSend = async (context: WriteContext, phone: NormalContact): Promise<void> => {
  const { otpPerPhonePerHourMax, otpPerDevicePerHourMax, otpPerIpPerHourMax, otpResendSeconds } = identityPolicy;
  const perHour = (name: string, max: number) => ({ name, max, seconds: HOUR_SECONDS });
  const device = context.headers['x-device-id'];
  await countUse(context, perHour('otpIp', otpPerIpPerHourMax.value), context.ip);
  if (typeof device === 'string' && device !== '')
    await countUse(context, perHour('otpDevice', otpPerDevicePerHourMax.value), device.slice(0, DEVICE_ID_MAX));
  await countUse(context, { name: 'otpResend', max: 1, seconds: otpResendSeconds.value }, phone.id);
  await countUse(context, perHour('otpPhone', otpPerPhonePerHourMax.value), phone.id);
};

/** Asks for a code to be sent; the answer is the same whether the phone has an account or not. */
export const requestOtp = async (
  context: WriteContext,
  request: { readonly phone: NormalContact; readonly purpose: OtpPurpose; readonly userId: UserId | null },
): Promise<{ challengeId: ChallengeId; expiresInSeconds: number; resendInSeconds: number; attempts: number }> => {
  const { phone, purpose, userId } = request;
  const { otpLifetimeSeconds, otpProofSeconds, otpResendSeconds, otpAttemptsMax } = identityPolicy;
  const challengeId = ChallengeId.parse(context.newId('challenge'));
  const known = await context.facts(challenge, challengeId);
  if (known.state.request === undefined) await countSend(context, phone);
  const { secrets } = context.ports;
  await context.send(challenge, {
    type: 'RequestOtp',
    data: {
      challengeId,
      purpose,
      userId,
      phone: phone.value,
      phoneId: phone.id,
      codeHash: otpHash(secrets, challengeId, otpCode(secrets, challengeId)),
      expiresAt: later(context.now, otpLifetimeSeconds.value),
      usableUntil: later(context.now, otpLifetimeSeconds.value + otpProofSeconds.value),
      attemptsMax: otpAttemptsMax.value,
    },
  });
  return {
    challengeId,
    expiresInSeconds: otpLifetimeSeconds.value,
    resendInSeconds: otpResendSeconds.value,
    attempts: otpAttemptsMax.value,
  };
};

/** The phone that a used code has proven, and how long that may still be used. */
export type ProvenPhone = { readonly challengeId: ChallengeId; readonly phone: NormalContact };

const provenPhone = (challengeId: ChallengeId, { request, forgotten }: Challenge, now: string): ProvenPhone => {
  if (request === undefined) throw new Refusal('OtpChallengeNotFound');
  if (request.phone === null || forgotten || now >= request.usableUntil)
    throw new Refusal('OtpExpired', 'Ask for a new code.');
  return { challengeId, phone: { value: request.phone, id: request.phoneId } };
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
    readonly purpose: OtpPurpose;
    readonly userId?: UserId;
  },
): Promise<ProvenPhone> => {
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
  return provenPhone(challengeId, state, context.now);
};

const signUpMac = (secrets: Secrets, challengeId: string): string => secrets.keyedHash('signUpToken', challengeId);

/** Lets an unknown phone finish signing up after its code was used; good once, because the phone can be claimed once. */
export const signUpToken = (secrets: Secrets, challengeId: ChallengeId): string =>
  `${challengeId}.${signUpMac(secrets, challengeId)}`;

/** @throws Refusal InvalidSignUpToken, OtpExpired */
export const phoneOfSignUpToken = async (context: WriteContext, token: string): Promise<ProvenPhone> => {
  const [id, mac = ''] = token.split('.', 2);
  const challengeId = ChallengeId.safeParse(id);
  const expected = Buffer.from(signUpMac(context.ports.secrets, id ?? ''));
  const given = Buffer.from(mac);
  if (!challengeId.success || given.length !== expected.length || !timingSafeEqual(given, expected))
    throw new Refusal('InvalidSignUpToken', 'Ask for a new code.');
  const { state } = await context.facts(challenge, challengeId.data);
  if (state.verifiedBy === undefined || state.request?.purpose !== 'signIn')
    throw new Refusal('InvalidSignUpToken', 'Ask for a new code.');
  return provenPhone(challengeId.data, state, context.now);
};
