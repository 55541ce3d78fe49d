import { z } from 'zod';
import { Id, Instant } from '../../../event-schemas/primitives.ts';
import { sql } from '../../kernel/projection.ts';
import { readRoute, writeRoute } from '../../kernel/routes.ts';
import { UserRole } from '../account/events.ts';
import { apiKey } from '../api-key/aggregate.ts';
import { ApiKeyId } from '../ids.ts';
import { apiKeyList, type ApiKeyRow } from '../read-model.ts';

const KEYS_SHOWN_MAX = 200;
const byAdmin = { tag: 'Administration', allow: ['admin'] } as const;

const ApiKeyReply = z.object({
  apiKeyId: Id,
  name: z.string(),
  roles: z.array(UserRole),
  issuedAt: Instant,
  expiresAt: Instant.nullable(),
  revokedAt: Instant.nullable(),
});

export const apiKeyWrites = [
  writeRoute({
    ...byAdmin,
    method: 'POST',
    path: '/api-keys',
    summary:
      'Issue an API key for a service; the key is shown this once and sent as `Authorization: ApiKey ...` or `X-API-Key`',
    status: 201,
    body: z.object({
      name: z.string().trim().min(1).max(80),
      roles: z.array(UserRole).min(1).max(UserRole.options.length).default(['service']),
      expiresAt: Instant.nullable().default(null),
    }),
    reply: z.object({ apiKeyId: Id, key: z.string() }),
    secretAnswer: true,
    freshProof: true,
    refusals: ['InvalidExpiry'],
    run: async ({ body: { name, roles, expiresAt } }, context) => {
      const { secrets } = context.ports;
      const apiKeyId = ApiKeyId.parse(context.newId('apiKey'));
      const secret = secrets.keyedHash('apiKey', apiKeyId);
      const secretHash = secrets.keyedHash('apiKeyHash', secret);
      await context.send(apiKey, { type: 'IssueApiKey', data: { apiKeyId, name, roles, expiresAt, secretHash } });
      return { apiKeyId, key: `${apiKeyId}.${secret}` };
    },
  }),
  writeRoute({
    ...byAdmin,
    method: 'DELETE',
    path: '/api-keys/:apiKeyId',
    summary: 'Revoke an API key',
    params: z.object({ apiKeyId: ApiKeyId }),
    reply: z.object({ done: z.literal(true) }),
    refusals: ['ApiKeyNotFound'],
    run: async ({ params }, context) => {
      await context.send(apiKey, { type: 'RevokeApiKey', data: params });
      return { done: true };
    },
  }),
];

export const apiKeyReads = [
  readRoute({
    ...byAdmin,
    path: '/api-keys',
    summary: 'The newest API keys, without their secrets',
    reply: z.object({ apiKeys: z.array(ApiKeyReply) }),
    projections: [apiKeyList.name],
    run: async (_, context) => {
      const rows = await context.query<ApiKeyRow>(
        sql`select * from identity.api_key order by issued_at desc limit ${KEYS_SHOWN_MAX}`,
      );
      return {
        apiKeys: rows.map((row) => ({
          apiKeyId: row.api_key_id,
          name: row.name,
          roles: row.roles,
          issuedAt: row.issued_at,
          expiresAt: row.expires_at,
          revokedAt: row.revoked_at,
        })),
      };
    },
  }),
];
