import { z } from 'zod';
import { Refusal, type WriteContext } from '../../kernel/routes.ts';
import { identityPolicy } from '../../policy/identity.ts';
import type { OtpPurpose } from '../challenge/events.ts';
import type { OwnContact, RegisteredAccount } from '../account/state.ts';
import { ChallengeId } from '../ids.ts';
import type { SignInMethod } from '../session/events.ts';
import { findByContact } from './contact-claims.ts';
import { CodeInput, EmailInput, normalEmail } from './contact-input.ts';
import { countUse } from './limits.ts';
import { mayAct } from './otp-request.ts';
import { useOtp } from './otp.ts';

const Guess = z.object({
  challengeId: ChallengeId.optional(),
  code: CodeInput.optional(),
  password: z.string().min(1).max(identityPolicy.passwordLengthMax.value).optional(),
});
type Guess = z.infer<typeof Guess>;
const hasCode = ({ challengeId, code }: Guess): boolean => challengeId !== undefined && code !== undefined;

/** Shows that the holder of a token is the person: a fresh code to the account's own phone, or the password. */
export const Proof = Guess.refine((guess) => guess.password !== undefined || hasCode(guess), {
  path: ['code'],
  message: 'give challengeId and code, or the password',
});
export type Proof = z.infer<typeof Proof>;

/** The same for somebody without a token. */
export const SignInProof = Guess.extend({ email: EmailInput.optional() }).refine(
  (guess) => (guess.email !== undefined && guess.password !== undefined) || hasCode(guess),
  { path: ['code'], message: 'give challengeId and code, or email and password' },
);
export type SignInProof = z.infer<typeof SignInProof>;

/** The two halves of a code, which a parsed proof without a password has. */
const codeOf = ({ challengeId, code }: Guess) => ({ challengeId: challengeId!, code: code! });

const wrongPassword = (): Refusal => new Refusal('InvalidCredentials', 'E-mail address or password is wrong.');

const checkPassword = async (
  context: WriteContext,
  guess: { readonly subject: string; readonly password: string; readonly hash: string | undefined },
): Promise<void> => {
  const { passwordLoginsPerEmailMax, passwordLoginsPerIpMax, passwordLoginWindowSeconds } = identityPolicy;
  const seconds = passwordLoginWindowSeconds.value;
  await countUse(context, { name: 'loginIp', max: passwordLoginsPerIpMax.value, seconds }, context.ip);
  await countUse(context, { name: 'login', max: passwordLoginsPerEmailMax.value, seconds }, guess.subject);
  if (!(await context.ports.passwordHasher.verify(guess.hash, guess.password))) throw wrongPassword();
};

/** @throws Refusal InvalidCredentials, TooManyRequests and those of a one-time password */
export const requireProof = async (context: WriteContext, owner: RegisteredAccount, proof: Proof): Promise<void> => {
  const { userId, passwordHash } = owner;
  if (proof.password !== undefined)
    return checkPassword(context, { subject: userId, password: proof.password, hash: passwordHash });
  await useOtp(context, { ...codeOf(proof), purpose: 'confirm', userId });
};

export const methodOf = ({ password }: SignInProof): SignInMethod => (password === undefined ? 'otp' : 'password');

/** Whose account it is. A phone that is merely claimed proves nothing. */
export const accountByProof = async (
  context: WriteContext,
  proof: SignInProof,
  purpose: OtpPurpose,
): Promise<RegisteredAccount> => (await provenAccount(context, proof, purpose)).holder;

/** The same with the contact that a code was sent to, undefined after a password. */
export const provenAccount = async (
  context: WriteContext,
  proof: SignInProof,
  purpose: OtpPurpose,
): Promise<{ readonly holder: RegisteredAccount; readonly own: OwnContact | undefined }> => {
  if (proof.email !== undefined && proof.password !== undefined) {
    const { id } = normalEmail(context.ports.secrets, proof.email);
    const found = await findByContact(context, id);
    await checkPassword(context, { subject: id, password: proof.password, hash: found?.holder.passwordHash });
    if (found === undefined) throw wrongPassword();
    return { holder: found.holder, own: undefined };
  }
  const { contact } = await useOtp(context, { ...codeOf(proof), purpose });
  const found = await findByContact(context, contact.id);
  if (found === undefined || !mayAct(found.holder, found.own, purpose))
    throw new Refusal('UserNotFound', 'This phone has no account; POST /users/otp/verify signs it up.');
  return found;
};
