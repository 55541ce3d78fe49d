import { z } from 'zod';
import { Instant } from '../../../event-schemas/primitives.ts';
import { STEP_UP_REFUSALS, writeRoute } from '../../kernel/routes.ts';
import { identityPolicy } from '../../policy/identity.ts';
import { account } from '../account/aggregate.ts';
import { later } from '../sign-in/later.ts';
import { Proof, SignInProof, accountByProof, methodOf } from '../sign-in/proof.ts';
import { requireOwnProof } from '../sign-in/step-up.ts';
import { Tokens, openSession } from '../sign-in/tokens.ts';
import { presentAccount } from '../sign-in/usable-account.ts';
import { OTP_REFUSALS } from './otp.ts';
import { byPerson } from './profile.ts';

export const DeletionAnswer = z.object({ status: z.literal('deletionRequested'), eraseAt: Instant });

/** The host adds what other domains have against it. */
export const deletionRequest = writeRoute({
  ...byPerson,
  tag: 'Users',
  method: 'POST',
  path: '/users/:userId/deletion',
  summary:
    'Ask for the account to be erased: signing in stops at once, and after the time to change one’s mind all personal data is gone',
  status: 202,
  body: z.object({ proof: Proof.optional() }).default({}),
  reply: DeletionAnswer,
  refusals: [
    ...OTP_REFUSALS,
    ...STEP_UP_REFUSALS,
    'UserNotFound',
    'AccountSuspended',
    'InvalidCredentials',
    'TooManyRequests',
  ],
  run: async ({ params: { userId }, body }, context) => {
    const { owner } = await presentAccount(context, userId);
    await requireOwnProof(context, owner, body.proof);
    const eraseAt = later(context.now, identityPolicy.deletionRevocableSeconds.value);
    const { state } = await context.send(account, { type: 'RequestAccountDeletion', data: { userId, eraseAt } });
    return { status: 'deletionRequested', eraseAt: state?.eraseAt ?? eraseAt };
  },
});

export const deletionWrites = [
  writeRoute({
    allow: ['public'],
    tag: 'Sign-in',
    method: 'POST',
    path: '/users/deletion/revoke',
    summary:
      'Keep an account that is about to be erased, and sign in; a one-time password must be one for `keepAccount`',
    body: SignInProof,
    reply: Tokens,
    secretAnswer: true,
    refusals: [...OTP_REFUSALS, 'UserNotFound', 'InvalidCredentials', 'AccountDeletionDue', 'TooManyRequests'],
    run: async ({ body }, context) => {
      const { userId } = await accountByProof(context, body, 'keepAccount');
      const { state } = await context.send(account, { type: 'RevokeAccountDeletion', data: { userId } });
      return openSession(context, state!, methodOf(body));
    },
  }),
];
