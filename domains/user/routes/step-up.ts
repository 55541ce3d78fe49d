import { z } from 'zod';
import { Instant } from '../../../event-schemas/primitives.ts';
import { Refusal, writeRoute } from '../../kernel/routes.ts';
import { SessionId } from '../ids.ts';
import { session } from '../session/aggregate.ts';
import { Proof, requireProof } from '../sign-in/proof.ts';
import { freshUntil } from '../sign-in/step-up.ts';
import { usableAccount } from '../sign-in/usable-account.ts';
import { OTP_REFUSALS } from './otp.ts';
import { byPerson } from './profile.ts';

export const stepUpWrites = [
  writeRoute({
    ...byPerson,
    tag: 'Sign-in',
    method: 'POST',
    path: '/users/:userId/step-up',
    summary:
      'Prove again that it is you, with a fresh one-time password or the password, before a sensitive act in this session',
    body: Proof,
    reply: z.object({ authenticatedAt: Instant, freshUntil: Instant }),
    refusals: [
      ...OTP_REFUSALS,
      'UserNotFound',
      'AccountSuspended',
      'AccountDeletionPending',
      'InvalidCredentials',
      'SessionNotFound',
      'SessionRevoked',
      'SessionExpired',
      'TooManyRequests',
    ],
    run: async ({ params: { userId }, body }, context) => {
      const { caller } = context;
      const sessionId = SessionId.safeParse(caller?.sessionId);
      // Whoever acts for somebody else steps up their own session.
      if (!sessionId.success || caller?.userId !== userId || caller.clientId !== undefined)
        throw new Refusal('SessionNotFound', 'Send the access token of your own session.');
      await requireProof(context, await usableAccount(context, userId), body);
      const stepUpId = context.newId('stepUp');
      const method = body.password === undefined ? 'otp' : 'password';
      const { state } = await context.send(session, {
        type: 'StepUpSession',
        data: { sessionId: sessionId.data, userId, stepUpId, method },
      });
      const { authenticatedAt } = state!;
      return { authenticatedAt, freshUntil: freshUntil(authenticatedAt) };
    },
  }),
];
