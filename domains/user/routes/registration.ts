import { z } from 'zod';
import { writeRoute } from '../../kernel/routes.ts';
import { identityPolicy } from '../../policy/identity.ts';
import { PhoneInput, normalEmail, normalPhone } from '../sign-in/contact-input.ts';
import { countUse } from '../sign-in/limits.ts';
import { phoneOfSignUpToken } from '../sign-in/otp.ts';
import { SignInProof, accountByProof, methodOf } from '../sign-in/proof.ts';
import { registerUser } from '../sign-in/registration.ts';
import { Tokens, openSession } from '../sign-in/tokens.ts';
import { NewUser, OTP_REFUSALS } from './otp.ts';

const publicWrite = { tag: 'Sign-in', allow: ['public'], method: 'POST', secretAnswer: true, reply: Tokens } as const;

const HOUR_SECONDS = 3_600;
const SIGN_UP_TOKEN_MAX = 200;
/** Either a phone that a code has proven, or an e-mail address with a password (and perhaps a phone, proven later). */
const RegisterBody = NewUser.extend({
  signUpToken: z.string().min(1).max(SIGN_UP_TOKEN_MAX).optional(),
  phone: PhoneInput.optional(),
})
  .refine(({ signUpToken, email }) => signUpToken !== undefined || email !== undefined, {
    path: ['email'],
    message: 'give an e-mail address and a password, or the signUpToken of a proven phone',
  })
  .refine(({ email, password }) => email === undefined || password !== undefined, {
    path: ['password'],
    message: 'an e-mail address needs a password',
  });

export const registrationWrites = [
  writeRoute({
    ...publicWrite,
    path: '/users/register',
    summary: 'Sign up, with the sign-up token of a proven phone or with an e-mail address and a password',
    status: 201,
    body: RegisterBody,
    refusals: ['InvalidSignUpToken', 'OtpExpired', 'ContactTaken', 'ContactQuarantined', 'TooManyRequests'],
    run: async ({ body }, context) => {
      const { secrets } = context.ports;
      const { registrationsPerIpPerHourMax } = identityPolicy;
      const perHour = { name: 'registerIp', max: registrationsPerIpPerHourMax.value, seconds: HOUR_SECONDS };
      await countUse(context, perHour, context.ip);
      const { name, signUpToken } = body;
      const proven = signUpToken === undefined ? undefined : await phoneOfSignUpToken(context, signUpToken);
      const claimed = body.phone === undefined ? undefined : normalPhone(secrets, body.phone);
      const owner = await registerUser(context, {
        name,
        phone: proven ?? claimed,
        phoneProven: proven !== undefined,
        email: body.email === undefined ? undefined : normalEmail(secrets, body.email),
        password: body.password,
        referralCode: body.referralCode,
      });
      return openSession(context, owner, 'signUp');
    },
  }),
  writeRoute({
    ...publicWrite,
    path: '/users/login',
    summary: 'Sign in with e-mail address and password, or with a one-time password',
    body: SignInProof,
    refusals: [...OTP_REFUSALS, 'InvalidCredentials', 'AccountSuspended', 'AccountDeletionPending', 'TooManyRequests'],
    run: async ({ body }, context) =>
      openSession(context, await accountByProof(context, body, 'signIn'), methodOf(body)),
  }),
];
