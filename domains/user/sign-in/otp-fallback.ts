import { Refusal, type WriteContext } from '../../kernel/routes.ts';
import { challenge } from '../challenge/aggregate.ts';
import type { PhoneChannel } from '../code-quota/events.ts';
import type { ChallengeId } from '../ids.ts';
import { findByContact } from './contact-claims.ts';
import { countAddress, countSend, requireChannel } from './otp-request.ts';

/**
 * Sends the code once more to the same phone, by another channel. It counts as a further code of this phone, and guesses
 * count for the one code, whichever way it came.
 * @throws Refusal OtpChallengeNotFound, OtpExpired, OtpAlreadyUsed, OtpAttemptsExhausted, InvalidChannel, TooManyRequests
 */
export const sendByChannel = async (
  context: WriteContext,
  challengeId: ChallengeId,
  channel: PhoneChannel,
): Promise<void> => {
  requireChannel(context, channel);
  await countAddress(context);
  const { request, channels } = (await context.facts(challenge, challengeId)).state;
  if (request?.contact.kind !== 'phone') throw new Refusal('OtpChallengeNotFound', 'Ask for a new code.');
  if (!channels.includes(channel)) await countSend(context, { contactId: request.contact.id, challengeId, channel });
  await context.send(challenge, { type: 'RequestOtpChannel', data: { challengeId, channel } });
};

/**
 * Sends the code of a text message that did not come by e-mail, once, where the phone is the proven one of an account that
 * has a proven e-mail address. A code that is to prove the phone itself never goes another way.
 */
export const sendByFallback = async (context: WriteContext, challengeId: ChallengeId): Promise<void> => {
  await countAddress(context);
  const { request } = (await context.facts(challenge, challengeId)).state;
  const found =
    request === undefined || request.purpose === 'changePhone'
      ? undefined
      : await findByContact(context, request.contact.id);
  const email = found?.own.verified === true && found.holder.email?.verified === true ? found.holder.email : undefined;
  await context.send(challenge, { type: 'RequestOtpFallback', data: { challengeId, email: email?.value ?? null } });
};
