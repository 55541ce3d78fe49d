import { OAUTH_SCOPES } from '../../domains/user/oauth-client/events.ts';

type Json = Record<string, unknown>;

const text = { type: 'string' };
const fields = (properties: Readonly<Record<string, Json>>, required: readonly string[]): Json => ({
  type: 'object',
  properties,
  required,
});
const answer = (description: string, schema: Json): Json => ({
  description,
  content: { 'application/json': { schema } },
});
/** RFC 6749 5.2. */
const OAUTH_ERROR = answer('An error of RFC 6749 5.2', fields({ error: text, error_description: text }, ['error']));
const PROBLEM = {
  description: 'Unauthenticated, InvalidToken',
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
};
const parameter = (name: string, description: string, required = false, schema: Json = text): Json => ({
  name,
  in: 'query',
  required,
  description,
  schema,
});
const form = (properties: Readonly<Record<string, Json>>, required: readonly string[]): Json => ({
  required: true,
  content: { 'application/x-www-form-urlencoded': { schema: fields(properties, required) } },
});
const tag = { tags: ['OAuth'] };
const byClient = { ...tag, security: [{ oauthClient: [] }, {}] };
const open = { ...tag, security: [{}] };

/** The authorization server's part of the OpenAPI document; its wire format is that of the RFCs, not of our routes. */
export const oauthPaths: Readonly<Record<string, Json>> = {
  '/oauth/authorize': {
    get: {
      ...tag,
      security: [{ bearer: [] }],
      operationId: 'getOauthAuthorize',
      summary: 'What a third party asks of the signed-in user; with `allowed`, where the answer sends the browser',
      parameters: [
        parameter('response_type', 'The only flow there is', true, { type: 'string', enum: ['code'] }),
        parameter('client_id', 'Who asks', true),
        parameter('redirect_uri', 'One of the registered ones'),
        parameter('scope', `Separated by spaces, of ${OAUTH_SCOPES.join(', ')}`),
        parameter('state', 'Comes back unchanged'),
        parameter('code_challenge', 'The S256 of the code_verifier (RFC 7636)', true),
        parameter('code_challenge_method', 'How it was made', true, { type: 'string', enum: ['S256'] }),
        parameter('allowed', "The user's answer", false, { type: 'string', enum: ['true', 'false'] }),
      ],
      responses: {
        200: answer('The question, or where to go', {
          oneOf: [
            fields({ client: { type: 'object' }, redirectUri: text, scopes: { type: 'array' } }, ['client', 'scopes']),
            fields({ redirectTo: text }, ['redirectTo']),
          ],
        }),
        400: OAUTH_ERROR,
        401: PROBLEM,
        403: { ...PROBLEM, description: 'Forbidden' },
      },
    },
  },
  '/oauth/token': {
    post: {
      ...byClient,
      operationId: 'postOauthToken',
      summary: 'Exchange a code, a refresh token or the credentials of the client for an access token',
      requestBody: form(
        {
          grant_type: { type: 'string', enum: ['authorization_code', 'refresh_token', 'client_credentials'] },
          code: text,
          redirect_uri: text,
          code_verifier: text,
          refresh_token: text,
          scope: text,
          client_id: text,
          client_secret: text,
        },
        ['grant_type'],
      ),
      responses: {
        200: answer(
          'Tokens',
          fields(
            {
              access_token: text,
              token_type: text,
              expires_in: { type: 'integer' },
              refresh_token: text,
              scope: text,
            },
            ['access_token', 'token_type'],
          ),
        ),
        400: OAUTH_ERROR,
        401: OAUTH_ERROR,
      },
    },
  },
  '/oauth/revoke': {
    post: {
      ...byClient,
      operationId: 'postOauthRevoke',
      summary: 'End what a token of the client stands for (RFC 7009)',
      requestBody: form({ token: text, client_id: text, client_secret: text }, ['token']),
      responses: { 200: answer('Done, also for a token that is not known', { type: 'object' }), 401: OAUTH_ERROR },
    },
  },
  '/.well-known/oauth-authorization-server': {
    get: {
      ...open,
      operationId: 'getOauthMetadata',
      summary: 'What the authorization server can do and where (RFC 8414)',
      responses: { 200: answer('Metadata', fields({ issuer: text, token_endpoint: text }, ['issuer'])) },
    },
  },
  '/.well-known/jwks.json': {
    get: {
      ...open,
      operationId: 'getJwks',
      summary: 'The public keys of access tokens (RFC 7517)',
      responses: { 200: answer('Keys', fields({ keys: { type: 'array', items: { type: 'object' } } }, ['keys'])) },
    },
  },
};
