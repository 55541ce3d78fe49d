import { z } from 'zod';
import { Id } from '../../../event-schemas/primitives.ts';
import { Refusal, writeRoute } from '../../kernel/routes.ts';
import { identityPolicy } from '../../policy/identity.ts';
import { CodeChannel, PhoneChannel } from '../code-quota/events.ts';
import { ChallengeId } from '../ids.ts';
import { findByContact } from '../sign-in/contact-claims.ts';
import {
  CodeInput,
  EmailInput,
  PasswordInput,
  PhoneInput,
  normalEmail,
  normalPhone,
} from '../sign-in/contact-input.ts';
import { sendByChannel, sendByFallback } from '../sign-in/otp-fallback.ts';
import { requestMailOtpFor, requestOtp } from '../sign-in/otp-request.ts';
import { signUpToken, useOtp } from '../sign-in/otp.ts';
import { registerUser } from '../sign-in/registration.ts';
import { Tokens, openSession } from '../sign-in/tokens.ts';

export const ChallengeReply = z.object({
  challengeId: Id,
  expiresInSeconds: z.int(),
  resendInSeconds: z.int(),
  attempts: z.int(),
});

/** What a new user may say at once with the code, or afterwards with the sign-up token. */
export const NewUser = z.object({
  name: z.string().trim().min(1).max(100),
  email: EmailInput.optional(),
  password: PasswordInput.optional(),
  referralCode: z.string().trim().min(1).max(40).optional(),
});

const SignedIn = Tokens.extend({ status: z.literal('signedIn'), isNewUser: z.boolean() });
const NameRequired = z.object({
  status: z.literal('nameRequired'),
  signUpToken: z.string(),
  expiresInSeconds: z.int(),
});
export const OTP_REFUSALS = [
  'OtpChallengeNotFound',
  'OtpIncorrect',
  'OtpExpired',
  'OtpAlreadyUsed',
  'OtpAttemptsExhausted',
] as const;

const SendTo = z.object({ purpose: z.enum(['signIn', 'resetPassword', 'keepAccount']).default('signIn') });

export const otpWrites = [
  writeRoute({
    tag: 'Sign-in',
    allow: ['public'],
    method: 'POST',
    path: '/users/otp/send',
    summary:
      'Send a one-time password by text message, WhatsApp or call, or by e-mail to the proven address of an account; the answer does not show whether there is an account',
    body: z.union([
      SendTo.extend({ phone: PhoneInput, channel: PhoneChannel.default('sms') }),
      SendTo.extend({ email: EmailInput }),
    ]),
    reply: ChallengeReply,
    refusals: ['InvalidChannel', 'TooManyRequests'],
    run: ({ body }, context) => {
      const { secrets } = context.ports;
      const { purpose } = body;
      return 'phone' in body
        ? requestOtp(context, { phone: normalPhone(secrets, body.phone), channel: body.channel, purpose, userId: null })
        : requestMailOtpFor(context, normalEmail(secrets, body.email), purpose);
    },
  }),
  writeRoute({
    tag: 'Sign-in',
    allow: ['public'],
    method: 'POST',
    path: '/users/otp/fallback',
    summary:
      'The code does not come: send the same one by another channel to the same phone, or by e-mail, if the account has a proven address; the answer does not show whether it has',
    body: z.object({ challengeId: ChallengeId, channel: CodeChannel.default('email') }),
    reply: z.object({ done: z.literal(true) }),
    refusals: [
      'InvalidChannel',
      'OtpChallengeNotFound',
      'OtpExpired',
      'OtpAlreadyUsed',
      'OtpAttemptsExhausted',
      'TooManyRequests',
    ],
    run: async ({ body: { challengeId, channel } }, context) => {
      await (channel === 'email' ? sendByFallback(context, challengeId) : sendByChannel(context, challengeId, channel));
      return { done: true };
    },
  }),
  writeRoute({
    tag: 'Sign-in',
    allow: ['public'],
    method: 'POST',
    path: '/users/otp/verify',
    summary:
      'Use a one-time password: a known phone is signed in; an unknown one is signed up when a name is given, and gets a sign-up token for POST /users/register otherwise',
    body: NewUser.partial().extend({ challengeId: ChallengeId, code: CodeInput }),
    reply: z.discriminatedUnion('status', [SignedIn, NameRequired]),
    secretAnswer: true,
    refusals: [
      ...OTP_REFUSALS,
      'UserNotFound',
      'ContactTaken',
      'ContactQuarantined',
      'AccountSuspended',
      'AccountDeletionPending',
    ],
    run: async ({ body: { challengeId, code, name, email, password, referralCode } }, context) => {
      const { secrets } = context.ports;
      const { kind, contact: proven } = await useOtp(context, { challengeId, code, purpose: 'signIn' });
      const found = await findByContact(context, proven.id);
      // A phone that somebody claimed without proving it does not give its owner that account.
      if (found?.own.verified === true && found.holder.userId !== context.newId('user'))
        return { ...(await openSession(context, found.holder, 'otp')), status: 'signedIn', isNewUser: false };
      if (kind === 'email') throw new Refusal('UserNotFound', 'Sign up with a phone, or with a password.');
      if (name === undefined)
        return {
          status: 'nameRequired',
          signUpToken: signUpToken(secrets, challengeId),
          expiresInSeconds: identityPolicy.otpProofSeconds.value,
        };
      const owner = await registerUser(context, {
        name,
        phone: proven,
        phoneProven: true,
        email: email === undefined ? undefined : normalEmail(secrets, email),
        password,
        referralCode,
      });
      return { ...(await openSession(context, owner, 'signUp')), status: 'signedIn', isNewUser: true };
    },
  }),
];
