import type { UserId } from '../../../event-schemas/primitives.ts';
import { isRejected } from '../../kernel/decider.ts';
import { Refusal, type WriteContext } from '../../kernel/routes.ts';
import { identityPolicy } from '../../policy/identity.ts';
import type { OwnContact, RegisteredAccount } from '../account/state.ts';
import { challenge } from '../challenge/aggregate.ts';
import type { AnyOtpPurpose, MailOtpPurpose, OtpPurpose } from '../challenge/events.ts';
import { codeQuota } from '../code-quota/aggregate.ts';
import { nextSendAt } from '../code-quota/decider.ts';
import type { CodeChannel, PhoneChannel } from '../code-quota/events.ts';
import { ChallengeId, type ContactId } from '../ids.ts';
import { otpCode, otpHash } from '../otp-code.ts';
import { findByContact } from './contact-claims.ts';
import type { NormalContact } from './contact-input.ts';
import { later } from './later.ts';
import { countUse } from './limits.ts';

const HOUR_SECONDS = 3_600;
const SECOND_MS = 1_000;
const DEVICE_ID_MAX = 200;

export type AskedCode = {
  challengeId: ChallengeId;
  expiresInSeconds: number;
  resendInSeconds: number;
  attempts: number;
};

type CodeSend = { readonly contactId: ContactId; readonly challengeId: ChallengeId; readonly channel: CodeChannel };

/** Counts a code in the stream of its phone or address, whichever channel and process it goes by. */
export const countSend = async (context: WriteContext, send: CodeSend): Promise<void> => {
  const outcome = await context.attempt(codeQuota, { type: 'CountCodeSend', data: send }, `count ${send.channel}`);
  if (!isRejected(outcome)) return;
  const next = nextSendAt((await context.facts(codeQuota, send.contactId)).state);
  const waitMs = next === undefined ? 0 : Date.parse(next) - Date.parse(context.now);
  const seconds = Math.max(1, Math.ceil(waitMs / SECOND_MS));
  throw new Refusal(outcome.rejected, `Try again in ${seconds} seconds.`, seconds);
};

/** Counts a request for a code against the address of the network. */
export const countAddress = (context: WriteContext): Promise<void> =>
  countUse(context, { name: 'otpIp', max: identityPolicy.otpPerIpPerHourMax.value, seconds: HOUR_SECONDS }, context.ip);

/** Counts a code against the address of the network, the device, and the phone or e-mail address it goes to. */
const countAsked = async (context: WriteContext, send: CodeSend): Promise<void> => {
  const { value: max } = identityPolicy.otpPerDevicePerHourMax;
  const device = context.headers['x-device-id'];
  await countAddress(context);
  if (typeof device === 'string' && device !== '')
    await countUse(context, { name: 'otpDevice', max, seconds: HOUR_SECONDS }, device.slice(0, DEVICE_ID_MAX));
  await countSend(context, send);
};

/** Counts the code in, unless the request is a repeated one; gives what every challenge has. */
const openChallenge = async (context: WriteContext, contact: Pick<NormalContact, 'id'>, channel: CodeChannel) => {
  const { otpLifetimeSeconds, otpProofSeconds, otpAttemptsMax } = identityPolicy;
  const challengeId = ChallengeId.parse(context.newId('challenge'));
  const known = await context.facts(challenge, challengeId);
  if (known.state.request === undefined) await countAsked(context, { contactId: contact.id, challengeId, channel });
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

/** @throws Refusal InvalidChannel where this shop has no carrier for it */
export const requireChannel = ({ ports }: WriteContext, channel: PhoneChannel): void => {
  const missing =
    (channel === 'whatsapp' && ports.whatsappSender === undefined) ||
    (channel === 'voice' && ports.voiceCaller === undefined);
  if (missing) throw new Refusal('InvalidChannel', 'channel: this shop sends no codes that way; use sms.');
};

/** Asks for a code to be sent to a phone; the answer is the same whether the phone has an account or not. */
export const requestOtp = async (
  context: WriteContext,
  request: {
    readonly phone: NormalContact;
    readonly channel: PhoneChannel;
    readonly purpose: OtpPurpose;
    readonly userId: UserId | null;
  },
): Promise<AskedCode> => {
  const { phone, channel, purpose, userId } = request;
  requireChannel(context, channel);
  const opened = await openChallenge(context, phone, channel);
  await context.send(challenge, {
    type: 'RequestOtp',
    data: { ...opened, purpose, userId, phone: phone.value, phoneId: phone.id, channel },
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
  const opened = await openChallenge(context, email, 'email');
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
export const mayAct = (holder: RegisteredAccount, own: OwnContact, purpose: AnyOtpPurpose): boolean =>
  own.verified || (purpose === 'resetPassword' && own.id === holder.email?.id && holder.phone?.verified !== true);

/** Asks for a code by e-mail for somebody who is not signed in. */
export const requestMailOtpFor = async (
  context: WriteContext,
  email: NormalContact,
  purpose: MailOtpPurpose,
): Promise<AskedCode> => {
  const found = await findByContact(context, email.id);
  const reached = found !== undefined && mayAct(found.holder, found.own, purpose);
  return requestMailOtp(context, {
    email: { id: email.id, value: reached ? email.value : null },
    purpose,
    userId: null,
  });
};
