import { z } from 'zod';
import { UserId } from '../../../event-schemas/primitives.ts';
import { isRejected } from '../../kernel/decider.ts';
import { ROLES, Refusal, writeRoute } from '../../kernel/routes.ts';
import { identityPolicy } from '../../policy/identity.ts';
import { account } from '../account/aggregate.ts';
import { SessionId } from '../ids.ts';
import { session } from '../session/aggregate.ts';
import { later } from '../sign-in/later.ts';
import { Tokens, isEndedByAccount, issueTokens, readRefreshToken, requireUsable } from '../sign-in/tokens.ts';

const RefreshToken = z.string().min(1).max(200);
const Done = z.object({ done: z.literal(true) });
const done = { done: true } as const;

export const sessionWrites = [
  writeRoute({
    tag: 'Sign-in',
    allow: ['public'],
    method: 'POST',
    path: '/users/token/refresh',
    summary:
      'Exchange a refresh token for new tokens; a refresh token is good once, and using it again ends the session',
    body: z.object({ refreshToken: RefreshToken }),
    reply: Tokens,
    secretAnswer: true,
    refusals: ['InvalidRefreshToken', 'RefreshTokenReused', 'SessionRevoked', 'SessionExpired', 'AccountSuspended'],
    run: async ({ body }, context) => {
      const { sessionId, generation } = readRefreshToken(context.ports.secrets, body.refreshToken);
      const known = (await context.facts(session, sessionId)).state;
      const owner = known && (await context.facts(account, known.userId)).state;
      if (known === undefined || owner === undefined) throw new Refusal('InvalidRefreshToken', 'Sign in again.');
      // The session of a third party is refreshed at /oauth/token only, which keeps to what was consented to.
      if (known.method === 'oauth') throw new Refusal('InvalidRefreshToken', 'Refresh it at /oauth/token.');
      requireUsable(owner);
      if (isEndedByAccount(owner, known)) throw new Refusal('SessionRevoked', 'Sign in again.');
      const rotationId = context.newId('rotation');
      const expiresAt = later(context.now, identityPolicy.refreshTokenSeconds.value);
      const { state } = await context.send(session, {
        type: 'RefreshSession',
        data: { sessionId, generation, rotationId, expiresAt },
      });
      if (state?.revoked !== undefined)
        throw new Refusal('RefreshTokenReused', 'This token was used before, so the session is ended; sign in again.');
      // A request repeated after later refreshes must not hand out what came after it.
      if (state?.rotationId !== rotationId || state.generation !== generation + 1)
        throw new Refusal('InvalidRefreshToken', 'Sign in again.');
      return issueTokens(context.ports, owner, { sessionId, ...state });
    },
  }),
  writeRoute({
    tag: 'Sign-in',
    allow: ['public'],
    method: 'POST',
    path: '/users/logout',
    summary: 'End the session of the access token or of the refresh token given',
    body: z.object({ refreshToken: RefreshToken.optional() }),
    reply: Done,
    refusals: ['InvalidRefreshToken'],
    run: async ({ body: { refreshToken } }, context) => {
      const sessionId =
        refreshToken === undefined
          ? SessionId.optional().parse(context.caller?.sessionId)
          : readRefreshToken(context.ports.secrets, refreshToken).sessionId;
      if (sessionId === undefined)
        throw new Refusal('InvalidRefreshToken', 'Send the access token of a session, or its refresh token.');
      const outcome = await context.attempt(session, { type: 'RevokeSession', data: { sessionId, reason: 'logout' } });
      if (isRejected(outcome) && outcome.rejected !== 'SessionNotFound') throw new Refusal(outcome.rejected);
      return done;
    },
  }),
  writeRoute({
    tag: 'Sign-in',
    allow: ROLES,
    firstParty: true,
    method: 'POST',
    path: '/users/logout-everywhere',
    summary: 'End all sessions of the caller',
    reply: Done,
    refusals: ['UserNotFound'],
    run: async (_, context) => {
      const userId = UserId.parse(context.caller?.userId);
      await context.send(account, { type: 'EndAllSessions', data: { userId, reason: 'logoutEverywhere' } });
      return done;
    },
  }),
];
