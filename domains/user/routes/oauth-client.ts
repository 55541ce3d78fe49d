import { z } from 'zod';
import { Id, Instant } from '../../../event-schemas/primitives.ts';
import { sql } from '../../kernel/projection.ts';
import { readRoute, writeRoute } from '../../kernel/routes.ts';
import { oauthPolicy } from '../../policy/oauth.ts';
import { OAuthClientId } from '../ids.ts';
import { oauthClient } from '../oauth-client/aggregate.ts';
import { OAuthClientTerms } from '../oauth-client/events.ts';
import { oauthClientList, type OAuthClientRow } from '../oauth-client/read-model.ts';
import { later } from '../sign-in/later.ts';

const CLIENTS_SHOWN_MAX = 200;
const byAdmin = { tag: 'Administration', allow: ['admin'] } as const;

const ClientReply = z.object({
  ...OAuthClientTerms.shape,
  clientId: Id,
  confidential: z.boolean(),
  registeredAt: Instant,
  retiredAt: Instant.nullable(),
});

export const oauthClientWrites = [
  writeRoute({
    ...byAdmin,
    method: 'POST',
    path: '/oauth-clients',
    summary:
      'Register an OAuth client; the secret of a confidential one is shown this once. A public client has none and proves itself by PKCE',
    status: 201,
    body: z.object({
      ...OAuthClientTerms.shape,
      redirectUris: OAuthClientTerms.shape.redirectUris.default([]),
      confidential: z.boolean().default(true),
    }),
    reply: z.object({ clientId: Id, clientSecret: z.string().nullable() }),
    secretAnswer: true,
    freshProof: true,
    refusals: ['InvalidOAuthClient'],
    run: async ({ body: { confidential, ...terms } }, context) => {
      const { secrets } = context.ports;
      const clientId = OAuthClientId.parse(context.newId('oauthClient'));
      const clientSecret = confidential ? secrets.keyedHash('oauthClient', clientId) : null;
      const secretHash = clientSecret === null ? null : secrets.keyedHash('oauthClientHash', clientSecret);
      await context.send(oauthClient, { type: 'RegisterOAuthClient', data: { ...terms, clientId, secretHash } });
      return { clientId, clientSecret };
    },
  }),
  writeRoute({
    ...byAdmin,
    method: 'POST',
    path: '/oauth-clients/:clientId/secret',
    summary: 'Give a confidential client a new secret, shown this once; the one before stays good for a day',
    status: 201,
    params: z.object({ clientId: OAuthClientId }),
    reply: z.object({ clientId: Id, clientSecret: z.string(), previousUntil: Instant }),
    secretAnswer: true,
    freshProof: true,
    refusals: ['OAuthClientNotFound', 'InvalidOAuthClient'],
    run: async ({ params: { clientId } }, context) => {
      const { secrets } = context.ports;
      const clientSecret = secrets.keyedHash('oauthClient', clientId, context.newId('rotation'));
      const secretHash = secrets.keyedHash('oauthClientHash', clientSecret);
      const previousUntil = later(context.now, oauthPolicy.previousSecretSeconds.value);
      const { state } = await context.send(oauthClient, {
        type: 'RotateOAuthClientSecret',
        data: { clientId, secretHash, previousUntil },
      });
      return { clientId, clientSecret, previousUntil: state?.previous?.until ?? previousUntil };
    },
  }),
  writeRoute({
    ...byAdmin,
    method: 'DELETE',
    path: '/oauth-clients/:clientId',
    summary: 'Retire an OAuth client; it gets no more tokens, and those it has are refused',
    params: z.object({ clientId: OAuthClientId }),
    reply: z.object({ done: z.literal(true) }),
    refusals: ['OAuthClientNotFound'],
    run: async ({ params }, context) => {
      await context.send(oauthClient, { type: 'RetireOAuthClient', data: params });
      return { done: true };
    },
  }),
];

export const oauthClientReads = [
  readRoute({
    ...byAdmin,
    path: '/oauth-clients',
    summary: 'The newest OAuth clients, without their secrets',
    reply: z.object({ clients: z.array(ClientReply) }),
    projections: [oauthClientList.name],
    run: async (_, context) => {
      const rows = await context.query<OAuthClientRow>(
        sql`select * from identity.oauth_client order by registered_at desc limit ${CLIENTS_SHOWN_MAX}`,
      );
      return {
        clients: rows.map((row) => ({
          clientId: row.client_id,
          name: row.name,
          redirectUris: row.redirect_uris,
          scopes: row.scopes,
          grantTypes: row.grant_types,
          confidential: row.confidential,
          registeredAt: row.registered_at,
          retiredAt: row.retired_at,
        })),
      };
    },
  }),
];
