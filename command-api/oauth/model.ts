import OAuth2Server from '@node-oauth/oauth2-server';
import type { UserId } from '../../event-schemas/primitives.ts';
import { isRejected } from '../../domains/kernel/decider.ts';
import type { WriteContext } from '../../domains/kernel/routes.ts';
import { instantAfter } from '../../domains/kernel/calendar.ts';
import { identityPolicy } from '../../domains/policy/identity.ts';
import { oauthPolicy } from '../../domains/policy/oauth.ts';
import { oauthGrant, refreshTokenOf, session } from '../../domains/user/index.ts';
import { OAuthGrantId, SessionId } from '../../domains/user/ids.ts';
import type { RegisteredOAuthClient } from '../../domains/user/oauth-client/decider.ts';
import { authenticatedClient, liveClient } from './clients.ts';
import { codeModel } from './code-model.ts';
import { grantOfRefreshToken, roleOf, scopesWithin, usableOwner } from './grants.ts';
import { SECOND_MS, registeredOf, scopesOf, type Holder, type Model, type RequestState } from './model-parts.ts';

const asClient = (client: RegisteredOAuthClient): OAuth2Server.Client => ({
  id: client.clientId,
  redirectUris: client.redirectUris,
  grants: [...client.grantTypes, ...(client.grantTypes.includes('authorization_code') ? ['refresh_token'] : [])],
  registered: client,
});
const openSession = async (
  context: WriteContext,
  { grantId, userId }: { readonly grantId: OAuthGrantId; readonly userId: UserId },
  clientName: string,
): Promise<void> => {
  const sessionId = SessionId.parse(grantId);
  const expiresAt = instantAfter(context.now, identityPolicy.refreshTokenSeconds.value * SECOND_MS);
  const device = { name: clientName, ip: context.ip };
  await context.send(session, {
    type: 'OpenSession',
    data: { sessionId, userId, method: 'oauth', device, expiresAt },
  });
};

const clientModel = (
  context: WriteContext,
  purpose: 'authorize' | 'token',
): Pick<Model, 'getClient' | 'validateScope'> => ({
  getClient: async (clientId, secret?: string | null) => {
    const client =
      purpose === 'authorize'
        ? await liveClient(context, clientId)
        : await authenticatedClient(context, clientId, secret ?? undefined);
    return client && asClient(client);
  },

  validateScope: async (user, client, asked) => {
    const allowed = registeredOf(client).scopes;
    const wanted = asked ?? allowed;
    if (!wanted.every((scope) => (allowed as readonly string[]).includes(scope))) return false;
    const { userId } = user as Holder;
    if (userId === undefined) return [...wanted];
    const owner = await usableOwner(context, userId);
    const within = owner === undefined ? [] : scopesWithin(scopesOf(wanted), owner);
    return within.length > 0 && within;
  },
});

const refreshModel = (context: WriteContext, state: RequestState): Pick<Model, 'getRefreshToken' | 'revokeToken'> => ({
  getRefreshToken: async (text) => {
    const found = await grantOfRefreshToken(context, text);
    if (found === undefined) return undefined;
    const { grantId, grant } = found;
    state.generation = found.generation;
    return {
      refreshToken: text,
      scope: [...grant.scopes],
      client: { id: grant.clientId, grants: [] },
      user: { grantId, userId: grant.userId } satisfies Holder,
    } satisfies OAuth2Server.RefreshToken;
  },
  revokeToken: async ({ user }) => {
    const sessionId = SessionId.parse((user as Holder).grantId);
    const rotationId = context.newId('rotation');
    const expiresAt = instantAfter(context.now, identityPolicy.refreshTokenSeconds.value * SECOND_MS);
    const data = { sessionId, generation: state.generation, rotationId, expiresAt };
    const outcome = await context.attempt(session, { type: 'RefreshSession', data });
    if (isRejected(outcome)) return false;
    const { state: after } = outcome;
    if (after?.revoked !== undefined || after?.rotationId !== rotationId) return false;
    state.generation = after.generation;
    return true;
  },
});

const tokenModel = (
  context: WriteContext,
  state: RequestState,
): Pick<
  Model,
  'getUserFromClient' | 'generateAccessToken' | 'generateRefreshToken' | 'saveToken' | 'getAccessToken'
> => {
  const { ports } = context;
  return {
    getUserFromClient: () =>
      Promise.resolve({ grantId: OAuthGrantId.parse(context.newId('grant')), userId: undefined } satisfies Holder),

    generateAccessToken: async (client, user, scope) => {
      const { grantId, userId } = user as Holder;
      const owner = userId === undefined ? undefined : await usableOwner(context, userId);
      const scopes = owner === undefined ? scopesOf(scope) : scopesWithin(scopesOf(scope), owner);
      const roles = userId !== undefined && owner === undefined ? [] : scopes.map(roleOf);
      const opened = (await context.facts(session, grantId)).state;
      const signedIn = userId === undefined ? {} : { signedInAt: opened?.openedAt ?? context.now };
      const caller = { userId: userId ?? client.id, roles, sessionId: grantId, clientId: client.id, ...signedIn };
      return ports.accessTokens.issue(caller, identityPolicy.accessTokenSeconds.value);
    },
    generateRefreshToken: (_client, user) =>
      Promise.resolve(refreshTokenOf(ports.secrets, SessionId.parse((user as Holder).grantId), state.generation)),
    saveToken: async (token, client, user) => {
      const { grantId, userId } = user as Holder;
      const { clientId, name } = registeredOf(client);
      if (userId === undefined) {
        const data = { grantId, clientId, scopes: scopesOf(token.scope) };
        await context.send(oauthGrant, { type: 'GrantOAuthClient', data });
      } else if (state.codeWasRedeemed) await openSession(context, { grantId, userId }, name);
      return { ...token, client, user } satisfies OAuth2Server.Token;
    },
    getAccessToken: () => Promise.resolve(undefined),
  };
};

/** What the library asks for, over the event log, for one request. */
const oauthModel = (context: WriteContext, purpose: 'authorize' | 'token'): Model => {
  const state: RequestState = { codeWasRedeemed: false, generation: 1 };
  return {
    ...clientModel(context, purpose),
    ...codeModel(context, state),
    ...refreshModel(context, state),
    ...tokenModel(context, state),
  };
};

/** One request's authorization server. */
export const oauthServer = (context: WriteContext, purpose: 'authorize' | 'token'): OAuth2Server =>
  new OAuth2Server({
    model: oauthModel(context, purpose),
    accessTokenLifetime: identityPolicy.accessTokenSeconds.value,
    refreshTokenLifetime: identityPolicy.refreshTokenSeconds.value,
    authorizationCodeLifetime: oauthPolicy.codeSeconds.value,
    allowEmptyState: true,
    requireClientAuthentication: { refresh_token: false },
  });
