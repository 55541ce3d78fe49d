import OAuth2Server from '@node-oauth/oauth2-server';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { v7 as uuidV7 } from 'uuid';
import type { Caller, WriteContext } from '../../domains/kernel/routes.ts';
import { oauthScopes } from '../../domains/policy/oauth.ts';
import { oauthGrant } from '../../domains/user/index.ts';
import { OAuthGrantId } from '../../domains/user/ids.ts';
import { OAUTH_SCOPES } from '../../domains/user/oauth-client/events.ts';
import { credentialOf } from '../../infra/http/access.ts';
import { ProblemError } from '../../infra/http/problem.ts';
import type { CommandApiOptions } from '../server.ts';
import { writeContext } from '../write-context.ts';
import { authenticatedClient, liveClient } from './clients.ts';
import { grantOfRefreshToken, revokeGrant, scopesWithin, usableOwner } from './grants.ts';
import { oauthServer } from './model.ts';
import { clientCredentials, oauthError, readForm, readParameters, type Parameters } from './parameters.ts';

const { Request, Response, OAuthError } = OAuth2Server;
const NO_STORE = { 'cache-control': 'no-store', pragma: 'no-cache' };

const contextOf = (options: CommandApiOptions, request: FastifyRequest, caller?: Caller): WriteContext => {
  const { correlationId, ip, headers } = request;
  const asked = { caller, correlationId, ip, headers, rawBody: undefined, expectedRevision: undefined };
  return writeContext({ ...asked, commandId: uuidV7(), now: options.now() }, options);
};

/** The answer of RFC 6749 5.2; what is broken on our side is left to the host. */
const answerError = (reply: FastifyReply, error: unknown, byHeader: boolean): FastifyReply => {
  if (!(error instanceof OAuthError)) throw error;
  if (error.name === 'server_error') throw (error as { readonly inner?: Error }).inner ?? error;
  const isClient = error.name === 'invalid_client';
  return reply
    .code(isClient ? 401 : error.code)
    .headers({ ...NO_STORE, ...(isClient && byHeader ? { 'www-authenticate': 'Basic realm="only2u"' } : {}) })
    .send({ error: error.name, error_description: error.message });
};

/** A signed-in person. Neither a third party nor a service may consent in somebody's name. */
const consentingUser = async (options: CommandApiOptions, request: FastifyRequest): Promise<Caller> => {
  const caller = await options.authenticate(credentialOf(request.headers));
  if (caller === undefined)
    throw new ProblemError(401, 'Unauthenticated', 'Send an access token as "Authorization: Bearer ...".');
  if (caller.clientId !== undefined || caller.sessionId === undefined)
    throw new ProblemError(403, 'Forbidden', 'Only a user who has signed in can consent.');
  return caller;
};

/** What the user is asked, for the app to show. Throws when the request could not lead to a code. */
const consentAsked = async (context: WriteContext, query: Parameters): Promise<object> => {
  const client = await liveClient(context, query['client_id'] ?? '');
  if (client?.grantTypes.includes('authorization_code') !== true)
    throw oauthError(400, 'invalid_client', 'There is no such client.');
  const redirectUri = query['redirect_uri'] ?? client.redirectUris[0]!;
  if (!client.redirectUris.includes(redirectUri))
    throw oauthError(400, 'invalid_request', 'redirect_uri is not one of the client’s.');
  const asked = query['scope']?.split(' ') ?? client.scopes;
  const owner = await usableOwner(context, context.caller!.userId);
  const scopes = owner === undefined ? [] : scopesWithin(client.scopes, owner).filter((scope) => asked.includes(scope));
  return {
    client: { clientId: client.clientId, name: client.name },
    redirectUri,
    scopes: scopes.map((scope) => ({ scope, says: oauthScopes.value[scope].says })),
  };
};

/**
 * `allowed=true` or `allowed=false` is the user's answer and gives where to send the browser; without it the question is
 * described. Errors that the client may learn of are in the address; those about client and address are for the user alone.
 */
const authorize = async (options: CommandApiOptions, request: FastifyRequest): Promise<object> => {
  const caller = await consentingUser(options, request);
  const context = contextOf(options, request, caller);
  const query = readParameters(request.url.split('?', 2)[1] ?? '');
  if (query['allowed'] !== 'true' && query['allowed'] !== 'false') return await consentAsked(context, query);
  const asked = new Request({ headers: {}, method: 'GET', query: { ...query } });
  const answer = new Response();
  const user = { userId: caller.userId, grantId: OAuthGrantId.parse(context.newId('grant')) };
  try {
    await oauthServer(context, 'authorize').authorize(asked, answer, {
      authenticateHandler: { handle: () => Promise.resolve(user) },
    });
  } catch (error) {
    if (answer.get('location') === undefined || (error as Error).name === 'server_error') throw error;
  }
  return { redirectTo: answer.get('location') as string };
};

const token = async (options: CommandApiOptions, request: FastifyRequest, form: Parameters): Promise<unknown> => {
  const headers = request.headers as Record<string, string>;
  const { clientId, secret } = clientCredentials(headers['authorization'], form);
  // The library reads the header without undoing the form-encoding that RFC 6749 2.3.1 asks for.
  const body = { ...form, client_id: clientId, ...(secret === undefined ? {} : { client_secret: secret }) };
  const answer = new Response();
  const asked = new Request({ headers: { ...headers, authorization: '' }, method: 'POST', query: {}, body });
  await oauthServer(contextOf(options, request), 'token').token(asked, answer);
  return answer.body;
};

/** RFC 7009: what is not a token of this client is answered like one that was revoked. */
const revoke = async (options: CommandApiOptions, request: FastifyRequest, form: Parameters): Promise<void> => {
  const context = contextOf(options, request);
  const { clientId, secret } = clientCredentials(request.headers.authorization, form);
  const client = await authenticatedClient(context, clientId, secret);
  if (client === undefined) throw oauthError(401, 'invalid_client', 'The client or its secret is not right.');
  const text = form['token'];
  if (text === undefined) throw oauthError(400, 'invalid_request', 'Send the token to revoke as token.');
  const caller = await context.ports.accessTokens.verify(text);
  const grantId = OAuthGrantId.safeParse(caller?.sessionId).data ?? (await grantOfRefreshToken(context, text))?.grantId;
  if (grantId === undefined) return;
  const { state } = await context.facts(oauthGrant, grantId);
  if (state?.clientId === client.clientId) await revokeGrant(context, grantId, 'revokedByClient');
};

/** RFC 8414. The issuer is what our tokens name as theirs. */
const metadataFor = (origin: string): object => ({
  issuer: origin,
  authorization_endpoint: `${origin}/oauth/authorize`,
  token_endpoint: `${origin}/oauth/token`,
  revocation_endpoint: `${origin}/oauth/revoke`,
  jwks_uri: `${origin}/.well-known/jwks.json`,
  scopes_supported: OAUTH_SCOPES,
  response_types_supported: ['code'],
  response_modes_supported: ['query'],
  grant_types_supported: ['authorization_code', 'refresh_token', 'client_credentials'],
  code_challenge_methods_supported: ['S256'],
  token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post', 'none'],
  revocation_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post', 'none'],
});

/** The authorization server of OAuth 2.0 (RFC 6749, 7636, 7009, 8414), beside the commands. */
export const oauthEndpoints = (app: FastifyInstance, options: CommandApiOptions, issuer: string): void => {
  const answering =
    (work: (request: FastifyRequest) => Promise<unknown>) =>
    async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
      try {
        const answer = await work(request);
        return await reply.headers(NO_STORE).send(answer ?? {});
      } catch (error) {
        return answerError(reply, error, request.headers.authorization !== undefined);
      }
    };
  const ofForm = (work: (options: CommandApiOptions, request: FastifyRequest, form: Parameters) => Promise<unknown>) =>
    answering((request) => work(options, request, readForm(request.headers['content-type'], request.body)));

  app.get(
    '/oauth/authorize',
    answering((request) => authorize(options, request)),
  );
  app.post('/oauth/token', ofForm(token));
  app.post('/oauth/revoke', ofForm(revoke));
  app.get('/.well-known/oauth-authorization-server', () => metadataFor(issuer));
  app.get('/.well-known/jwks.json', () => options.ports.accessTokens.jwks());
};
