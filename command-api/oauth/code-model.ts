import OAuth2Server from '@node-oauth/oauth2-server';
import { instantAfter } from '../../domains/kernel/calendar.ts';
import { isRejected } from '../../domains/kernel/decider.ts';
import type { WriteContext } from '../../domains/kernel/routes.ts';
import { oauthPolicy } from '../../domains/policy/oauth.ts';
import { oauthGrant } from '../../domains/user/index.ts';
import { codeOf, grantOfCode, revokeGrant, usableOwner } from './grants.ts';
import { SECOND_MS, registeredOf, scopesOf, type Holder, type Model, type RequestState } from './model-parts.ts';

const CHALLENGE = /^[\w-]{43}$/;

/**
 * The library measures time by the wall clock, the log by the clock of the system: expiry is therefore decided by the log, and
 * the library is given a time to come.
 */
export const codeModel = (
  context: WriteContext,
  state: RequestState,
): Pick<
  Model,
  'generateAuthorizationCode' | 'saveAuthorizationCode' | 'getAuthorizationCode' | 'revokeAuthorizationCode'
> => {
  const { ports, now } = context;
  return {
    generateAuthorizationCode: (_client, user) => Promise.resolve(codeOf(ports, (user as Holder).grantId)),
    saveAuthorizationCode: async (code, client, user) => {
      const { codeChallenge, redirectUri, scope } = code;
      if (codeChallenge === undefined || !CHALLENGE.test(codeChallenge))
        throw new OAuth2Server.InvalidRequestError('Send code_challenge: the S256 of a code_verifier (RFC 7636).');
      const { grantId, userId } = user as Holder;
      const owner = (await usableOwner(context, userId!))!;
      await context.send(oauthGrant, {
        type: 'IssueOAuthCode',
        data: {
          grantId,
          clientId: registeredOf(client).clientId,
          userId: owner.userId,
          scopes: scopesOf(scope),
          redirectUri,
          codeChallenge,
          expiresAt: instantAfter(now, oauthPolicy.codeSeconds.value * SECOND_MS),
        },
      });
      return { ...code, client, user };
    },

    getAuthorizationCode: async (text) => {
      const grantId = grantOfCode(ports, text);
      const grant = grantId && (await context.facts(oauthGrant, grantId)).state;
      if (grantId === undefined || grant?.code === undefined) return undefined;
      const { clientId, redirectUri, codeChallenge, scopes, userId } = grant.code;
      return {
        authorizationCode: text,
        // Whether it is too late, the decider says when the code is redeemed.
        expiresAt: new Date(Date.now() + oauthPolicy.codeSeconds.value * SECOND_MS),
        redirectUri,
        codeChallenge,
        codeChallengeMethod: 'S256',
        scope: [...scopes],
        client: { id: clientId, grants: [] },
        user: { grantId, userId } satisfies Holder,
      } satisfies OAuth2Server.AuthorizationCode;
    },
    revokeAuthorizationCode: async ({ user }) => {
      const { grantId } = user as Holder;
      const redemptionId = context.newId('redemption');
      const spent = await context.attempt(oauthGrant, { type: 'RedeemOAuthCode', data: { grantId, redemptionId } });
      if (isRejected(spent)) return false;
      if (spent.state?.revoked === true || spent.state?.redemptionId !== redemptionId) {
        await revokeGrant(context, grantId, 'codeReused');
        return false;
      }
      state.codeWasRedeemed = true;
      return true;
    },
  };
};
