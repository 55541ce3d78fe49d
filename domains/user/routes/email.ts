import { z } from 'zod';
import { STEP_UP_REFUSALS, Refusal, writeRoute } from '../../kernel/routes.ts';
import { account } from '../account/aggregate.ts';
import { ChallengeId } from '../ids.ts';
import { claimContact } from '../sign-in/contact-claims.ts';
import { CodeInput, EmailInput, normalEmail } from '../sign-in/contact-input.ts';
import { requestMailOtp } from '../sign-in/otp-request.ts';
import { useOtp } from '../sign-in/otp.ts';
import { Proof } from '../sign-in/proof.ts';
import { requireOwnProof } from '../sign-in/step-up.ts';
import { usableAccount } from '../sign-in/usable-account.ts';
import { ofContact, PROOF_REFUSALS, swap } from './contact.ts';
import { ChallengeReply, OTP_REFUSALS } from './otp.ts';
import { UserReply, userReply } from './profile.ts';

export const emailWrites = [
  writeRoute({
    ...ofContact,
    method: 'POST',
    path: '/users/:userId/email/otp',
    summary: 'Send a code to a new e-mail address, to take it over already proven, also from whoever only claimed it',
    body: z.object({ email: EmailInput }),
    reply: ChallengeReply,
    refusals: ['UserNotFound', 'TooManyRequests'],
    run: async ({ params: { userId }, body }, context) => {
      await usableAccount(context, userId);
      const email = normalEmail(context.ports.secrets, body.email);
      return requestMailOtp(context, { email, purpose: 'verifyEmail', userId });
    },
  }),
  writeRoute({
    ...ofContact,
    method: 'PUT',
    path: '/users/:userId/email',
    summary:
      'Change the e-mail address, with a fresh one-time password or the password, or in a session just stepped up; with the code that was sent to it, it is proven at once',
    body: z.union([
      z.object({ email: EmailInput, proof: Proof.optional() }),
      z.object({ challengeId: ChallengeId, code: CodeInput }),
    ]),
    reply: UserReply,
    refusals: [...PROOF_REFUSALS, ...STEP_UP_REFUSALS],
    run: async ({ params: { userId }, body }, context) => {
      const owner = await usableAccount(context, userId);
      const from = owner.email?.id;
      await requireOwnProof(context, owner, 'email' in body ? body.proof : undefined);
      const proven = 'code' in body ? await useOtp(context, { ...body, purpose: 'verifyEmail', userId }) : undefined;
      const email = 'email' in body ? normalEmail(context.ports.secrets, body.email) : proven!.contact;
      await claimContact(context, { contactId: email.id, userId, proven: proven !== undefined });
      const data = { userId, email: email.value, emailId: email.id };
      let changed = await context.send(account, { type: 'ChangeUserEmail', data });
      if (proven !== undefined)
        changed = await context.send(account, { type: 'VerifyUserEmail', data: { userId, emailId: email.id } });
      await swap(context, userId, { to: email.id, from });
      return userReply(changed.state!, { revision: changed.revision, now: context.now });
    },
  }),
  writeRoute({
    ...ofContact,
    method: 'POST',
    path: '/users/:userId/email/verification',
    summary: "Send a code to the account's e-mail address, to show that it is theirs",
    reply: ChallengeReply,
    refusals: ['UserNotFound', 'EmailNotFound', 'TooManyRequests'],
    run: async ({ params: { userId } }, context) => {
      const { email } = await usableAccount(context, userId);
      if (email === undefined) throw new Refusal('EmailNotFound', 'Give the account an e-mail address first.');
      return requestMailOtp(context, { email, purpose: 'verifyEmail', userId });
    },
  }),
  writeRoute({
    ...ofContact,
    method: 'PUT',
    path: '/users/:userId/email/verification',
    summary: 'Prove the e-mail address with the code that was sent to it',
    body: z.object({ challengeId: ChallengeId, code: CodeInput }),
    reply: UserReply,
    refusals: [...OTP_REFUSALS, 'UserNotFound', 'EmailNotFound'],
    run: async ({ params: { userId }, body }, context) => {
      const { contact: email } = await useOtp(context, { ...body, purpose: 'verifyEmail', userId });
      const { state, revision } = await context.send(account, {
        type: 'VerifyUserEmail',
        data: { userId, emailId: email.id },
      });
      return userReply(state!, { revision, now: context.now });
    },
  }),
];
