import type { UserId } from '../../../event-schemas/primitives.ts';
import type { WriteContext } from '../../kernel/routes.ts';
import { identityPolicy } from '../../policy/identity.ts';
import type { OwnContact, RegisteredAccount } from '../account/state.ts';
import { challenge } from '../challenge/aggregate.ts';
import type { MailOtpPurpose, OtpPurpose } from '../challenge/events.ts';
import { ChallengeId } from '../ids.ts';
import { otpCode, otpHash } from '../otp-code.ts';
import { findByContact } from './contact-claims.ts';
import type { NormalContact } from './contact-input.ts';
import { later } from './later.ts';
import { countUse } from './limits.ts';

const HOUR_SECONDS = 3_600;
const DEVICE_ID_MAX = 200;

export type AskedCode = {
  challengeId: ChallengeId;
  expiresInSeconds: number;
  resendInSeconds: number;
  attempts: number;
};

const countSend = async (context: WriteContext, { id }: Pick<NormalContact, 'id'>): Promise<void> => {
  const { otpPerPhonePerHourMax, otpPerDevicePerHourMax, otpPerIpPerHourMax, otpResendSeconds } = identityPolicy;
  const perHour = (name: string, max: number) => ({ name, max, seconds: HOUR_SECONDS });
  const device = context.headers['x-device-id'];
  await countUse(context, perHour('otpIp', otpPerIpPerHourMax.value), context.ip);
  if (typeof device === 'string' && device !== '')
    await countUse(context, perHour('otpDevice', otpPerDevicePerHourMax.value), device.slice(0, DEVICE_ID_MAX));
  await countUse(context, { name: 'otpResend', max: 1, seconds: otpResendSeconds.value }, id);
  await countUse(context, perHour('otpPhone', otpPerPhonePerHourMax.value), id);
};

/** Counts the code in, unless the request is a repeated one; gives what every challenge has. */
const openChallenge = async (context: WriteContext, contact: Pick<NormalContact, 'id'>) => {
  const { otpLifetimeSeconds, otpProofSeconds, otpAttemptsMax } = identityPolicy;
  const challengeId = ChallengeId.parse(context.newId('challenge'));
  const known = await context.facts(challenge, challengeId);
  if (known.state.request === undefined) await countSend(context, contact);
  const { secrets } = context.ports;
  return {
    challengeId,
    codeHash: otpHash(secrets, challengeId, otpCode(secrets, challengeId)),
    expiresAt: later(context.now, otpLifetimeSeconds.value),
    usableUntil: later(context.now, otpLifetimeSeconds.value + otpProofSeconds.value),
    attemptsMax: otpAttemptsMax.value,
  };
};

const asked = (challengeId: ChallengeId): AskedCode => ({
  challengeId,
  expiresInSeconds: identityPolicy.otpLifetimeSeconds.value,
  resendInSeconds: identityPolicy.otpResendSeconds.value,
  attempts: identityPolicy.otpAttemptsMax.value,
});

/** Asks for a code to be sent by text message; the answer is the same whether the phone has an account or not. */
export const requestOtp = async (
  context: WriteContext,
  request: { readonly phone: NormalContact; readonly purpose: OtpPurpose; readonly userId: UserId | null },
): Promise<AskedCode> => {
  const { phone, purpose, userId } = request;
  const opened = await openChallenge(context, phone);
  await context.send(challenge, {
    type: 'RequestOtp',
    data: { ...opened, purpose, userId, phone: phone.value, phoneId: phone.id },
  });
  return asked(opened.challengeId);
};

/** The same by e-mail; nothing is sent where `email.value` is null, and nobody is told. */
export const requestMailOtp = async (
  context: WriteContext,
  request: {
    readonly email: { readonly id: NormalContact['id']; readonly value: string | null };
    readonly purpose: MailOtpPurpose;
    readonly userId: UserId | null;
  },
): Promise<AskedCode> => {
  const { email, purpose, userId } = request;
  const opened = await openChallenge(context, email);
  await context.send(challenge, {
    type: 'RequestMailOtp',
    data: { ...opened, purpose, userId, email: email.value, emailId: email.id },
  });
  return asked(opened.challengeId);
};

/**
 * Whether a code sent to this contact may act for the account. One that is merely claimed proves nothing, except that a
 * password may be reset by an e-mail address where the account has no other proven contact: whoever claimed it falsely is
 * then out, and the owner of the address is in.
 */
export const mayAct = (holder: RegisteredAccount, own: OwnContact, purpose: MailOtpPurpose): boolean =>
  own.verified || (purpose === 'resetPassword' && own.id === holder.email?.id && holder.phone?.verified !== true);

/** Asks for a code by e-mail for somebody who is not signed in. */
export const requestMailOtpFor = async (
  context: WriteContext,
  email: NormalContact,
  purpose: OtpPurpose,
): Promise<AskedCode> => {
  const found = await findByContact(context, email.id);
  const reached = found !== undefined && mayAct(found.holder, found.own, purpose);
  return requestMailOtp(context, {
    email: { id: email.id, value: reached ? email.value : null },
    purpose,
    userId: null,
  });
};

/**
 * Sends the code of a text message that did not come by e-mail, once, where the phone is the proven one of an account that
 * has a proven e-mail address. A code that is to prove the phone itself never goes another way.
 */
export const sendByFallback = async (context: WriteContext, challengeId: ChallengeId): Promise<void> => {
  const { otpPerIpPerHourMax } = identityPolicy;
  await countUse(context, { name: 'otpIp', max: otpPerIpPerHourMax.value, seconds: HOUR_SECONDS }, context.ip);
  const { request } = (await context.facts(challenge, challengeId)).state;
  const found =
    request === undefined || request.purpose === 'changePhone'
      ? undefined
      : await findByContact(context, request.contact.id);
  const email = found?.own.verified === true && found.holder.email?.verified === true ? found.holder.email : undefined;
  await context.send(challenge, { type: 'RequestOtpFallback', data: { challengeId, email: email?.value ?? null } });
};
