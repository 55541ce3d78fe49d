import { z } from 'zod';
import { writeRoute } from '../../kernel/routes.ts';
import { identityPolicy } from '../../policy/identity.ts';
import { PhoneInput, normalEmail, normalPhone } from '../sign-in/contact-input.ts';
import { countUse } from '../sign-in/limits.ts';
import { phoneOfSignUpToken } from '../sign-in/otp.ts';
import { SignInProof, accountByProof } from '../sign-in/proof.ts';
import { registerUser } from '../sign-in/registration.ts';
import { Tokens, openSession } from '../sign-in/tokens.ts';
import { NewUser, OTP_REFUSALS } from './otp.ts';

const publicWrite = { tag: 'Sign-in', allow: ['public'], method: 'POST', secretAnswer: true, reply: Tokens } as const;

/** Either a phone that a code has proven, or an e-mail address with a password (and perhaps a phone, proven later). */
const RegisterBody = z.union([
  NewUser.extend({ signUpToken: z.string().min(1).max(200) }),
  NewUser.required({ email: true, password: true }).extend({ phone: PhoneInput.optional() }),
]);

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
      const { passwordLoginsPerIpMax: max, passwordLoginWindowSeconds: window } = identityPolicy;
      await countUse(context, { name: 'registerIp', max: max.value, seconds: window.value }, context.ip);
      const isProven = 'signUpToken' in body;
      const claimed = isProven || body.phone === undefined ? undefined : normalPhone(secrets, body.phone);
      const owner = await registerUser(context, {
        name: body.name,
        phone: isProven ? (await phoneOfSignUpToken(context, body.signUpToken)).phone : claimed,
        phoneProven: isProven,
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
      openSession(context, await accountByProof(context, body, 'signIn'), 'password' in body ? 'password' : 'otp'),
  }),
];
