import { z } from 'zod';
import type { UserId } from '../../../event-schemas/primitives.ts';
import { Refusal, writeRoute, type WriteContext } from '../../kernel/routes.ts';
import { account } from '../account/aggregate.ts';
import { CodeChannel, PhoneChannel } from '../code-quota/events.ts';
import { ChallengeId, type ContactId } from '../ids.ts';
import { claimContact, confirmContact, releaseContact } from '../sign-in/contact-claims.ts';
import { CodeInput, PasswordInput, PhoneInput, normalPhone } from '../sign-in/contact-input.ts';
import { requestMailOtp, requestOtp } from '../sign-in/otp-request.ts';
import { useOtp } from '../sign-in/otp.ts';
import { Proof, provenAccount, requireProof } from '../sign-in/proof.ts';
import { requireUsable } from '../sign-in/tokens.ts';
import { usableAccount } from '../sign-in/usable-account.ts';
import { ChallengeReply, OTP_REFUSALS } from './otp.ts';
import { UserReply, byPerson, userReply } from './profile.ts';

export const ofContact = { ...byPerson, tag: 'Users' } as const;
export const CONTACT_REFUSALS = [...OTP_REFUSALS, 'UserNotFound', 'ContactTaken', 'ContactQuarantined'] as const;
export const PROOF_REFUSALS = [...CONTACT_REFUSALS, 'InvalidCredentials', 'TooManyRequests'] as const;
const Done = z.object({ done: z.literal(true) });

/** Confirms the new contact and gives the old one free, unless it is the same one. */
export const swap = async (
  context: WriteContext,
  userId: UserId,
  { to, from }: { readonly to: ContactId; readonly from: ContactId | undefined },
): Promise<void> => {
  await confirmContact(context, to, userId);
  if (from !== undefined && from !== to) await releaseContact(context, from, userId);
};

const setPassword = async (context: WriteContext, userId: UserId, password: string, reason: string) => {
  const passwordHash = await context.ports.passwordHasher.hash(password);
  await context.send(account, { type: 'ChangePassword', data: { userId, passwordHash, reason } });
  return { done: true };
};

export const contactWrites = [
  writeRoute({
    ...ofContact,
    method: 'POST',
    path: '/users/:userId/otp/send',
    summary:
      "Send a one-time password to the account's own phone, or to its proven e-mail address, as a fresh proof before a sensitive change",
    body: z.object({ channel: CodeChannel.default('sms') }).default({ channel: 'sms' }),
    reply: ChallengeReply,
    refusals: ['UserNotFound', 'PhoneNotFound', 'EmailNotFound', 'InvalidChannel', 'TooManyRequests'],
    run: async ({ params: { userId }, body: { channel } }, context) => {
      const { phone, email } = await usableAccount(context, userId);
      if (channel === 'email') {
        if (email?.verified !== true)
          throw new Refusal(
            'EmailNotFound',
            'The account has no proven e-mail address; use the phone or the password.',
          );
        return requestMailOtp(context, { email, purpose: 'confirm', userId });
      }
      if (phone === undefined || phone.value === null)
        throw new Refusal('PhoneNotFound', 'The account has no phone; use the password.');
      const to = { id: phone.id, value: phone.value };
      return requestOtp(context, { phone: to, channel, purpose: 'confirm', userId });
    },
  }),
  writeRoute({
    ...ofContact,
    method: 'POST',
    path: '/users/:userId/phone/otp',
    summary: 'Send a one-time password to a new phone, or to the present one that was never proven',
    body: z.object({ phone: PhoneInput, channel: PhoneChannel.default('sms') }),
    reply: ChallengeReply,
    refusals: ['UserNotFound', 'InvalidChannel', 'TooManyRequests'],
    run: async ({ params: { userId }, body }, context) => {
      await usableAccount(context, userId);
      const phone = normalPhone(context.ports.secrets, body.phone);
      return requestOtp(context, { phone, channel: body.channel, purpose: 'changePhone', userId });
    },
  }),
  writeRoute({
    ...ofContact,
    method: 'PUT',
    path: '/users/:userId/phone',
    summary: 'Take over the phone that the one-time password was sent to, soon after signing in or stepping up',
    body: z.object({ challengeId: ChallengeId, code: CodeInput }),
    reply: UserReply,
    freshProof: true,
    refusals: CONTACT_REFUSALS,
    run: async ({ params: { userId }, body }, context) => {
      const { phone: before } = await usableAccount(context, userId);
      const { contact: phone } = await useOtp(context, { ...body, purpose: 'changePhone', userId });
      await claimContact(context, { contactId: phone.id, userId, proven: true });
      const { state, revision } = await context.send(account, {
        type: 'ChangeUserPhone',
        data: { userId, phone: phone.value, phoneId: phone.id },
      });
      await swap(context, userId, { to: phone.id, from: before?.id });
      return userReply(state!, { revision, now: context.now });
    },
  }),
  writeRoute({
    ...ofContact,
    method: 'PUT',
    path: '/users/:userId/password',
    summary: 'Set the password, with a fresh one-time password or the present password; all sessions end',
    body: z.object({ newPassword: PasswordInput, proof: Proof }),
    reply: Done,
    refusals: PROOF_REFUSALS,
    run: async ({ params: { userId }, body }, context) => {
      await requireProof(context, await usableAccount(context, userId), body.proof);
      return setPassword(context, userId, body.newPassword, 'passwordChanged');
    },
  }),
  writeRoute({
    allow: ['public'],
    tag: 'Sign-in',
    method: 'POST',
    path: '/users/password/reset',
    summary: 'Set a forgotten password, with a one-time password that was sent for `resetPassword`; all sessions end',
    body: z.object({ challengeId: ChallengeId, code: CodeInput, newPassword: PasswordInput }),
    reply: Done,
    refusals: [...OTP_REFUSALS, 'UserNotFound', 'AccountSuspended', 'AccountDeletionPending'],
    run: async ({ body: { newPassword, ...proof } }, context) => {
      const { holder: owner, own } = await provenAccount(context, proof, 'resetPassword');
      requireUsable(owner);
      // Whoever has the code has the address.
      if (own !== undefined && own.id === owner.email?.id)
        await context.send(account, { type: 'VerifyUserEmail', data: { userId: owner.userId, emailId: own.id } });
      return setPassword(context, owner.userId, newPassword, 'passwordReset');
    },
  }),
];
