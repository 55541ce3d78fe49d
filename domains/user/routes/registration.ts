import { z } from 'zod';
import { Refusal, writeRoute } from '../../kernel/routes.ts';
import { identityPolicy } from '../../policy/identity.ts';
import { ChallengeId } from '../ids.ts';
import { findByContact } from '../sign-in/contact-claims.ts';
import { CodeInput, EmailInput, PhoneInput, normalEmail, normalPhone } from '../sign-in/contact-input.ts';
import { countUse } from '../sign-in/limits.ts';
import { phoneOfSignUpToken, useOtp } from '../sign-in/otp.ts';
import { registerUser } from '../sign-in/registration.ts';
import { Tokens, openSession } from '../sign-in/tokens.ts';
import { NewUser, OTP_REFUSALS } from './otp.ts';

const publicWrite = { tag: 'Sign-in', allow: ['public'], method: 'POST', secretAnswer: true, reply: Tokens } as const;

/** Either a phone that a code has proven, or an e-mail address with a password (and perhaps a phone, proven later). */
const RegisterBody = z.union([
  NewUser.extend({ signUpToken: z.string().min(1).max(200) }),
  NewUser.required({ email: true, password: true }).extend({ phone: PhoneInput.optional() }),
]);

const LoginBody = z.union([
  z.object({ email: EmailInput, password: z.string().min(1).max(identityPolicy.passwordLengthMax.value) }),
  z.object({ challengeId: ChallengeId, code: CodeInput }),
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
    body: LoginBody,
    refusals: [...OTP_REFUSALS, 'InvalidCredentials', 'AccountSuspended', 'AccountDeletionPending', 'TooManyRequests'],
    run: async ({ body }, context) => {
      if ('challengeId' in body) {
        const { phone } = await useOtp(context, { ...body, purpose: 'signIn' });
        const found = await findByContact(context, phone.id);
        if (found?.own.verified !== true)
          throw new Refusal('UserNotFound', 'This phone has no account; POST /users/otp/verify signs it up.');
        return openSession(context, found.holder, 'otp');
      }
      const { secrets, passwordHasher } = context.ports;
      const { passwordLoginsPerEmailMax, passwordLoginsPerIpMax, passwordLoginWindowSeconds } = identityPolicy;
      const email = normalEmail(secrets, body.email);
      const seconds = passwordLoginWindowSeconds.value;
      await countUse(context, { name: 'loginIp', max: passwordLoginsPerIpMax.value, seconds }, context.ip);
      await countUse(context, { name: 'loginEmail', max: passwordLoginsPerEmailMax.value, seconds }, email.id);
      const found = await findByContact(context, email.id);
      if (!(await passwordHasher.verify(found?.holder.passwordHash, body.password)) || found === undefined)
        throw new Refusal('InvalidCredentials', 'E-mail address or password is wrong.');
      return openSession(context, found.holder, 'password');
    },
  }),
];
