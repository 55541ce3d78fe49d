import { defineProjection } from '../../kernel/projection.ts';
import type { OAuthClientEvent } from './events.ts';

export type OAuthClientRow = {
  readonly client_id: string;
  readonly name: string;
  readonly redirect_uris: readonly string[];
  readonly scopes: readonly string[];
  readonly grant_types: readonly string[];
  readonly confidential: boolean;
  readonly registered_at: string;
  readonly retired_at: string | null;
};

type Listed = Extract<OAuthClientEvent, { type: 'OAuthClientRegistered' | 'OAuthClientRetired' }>;
/** The registered clients, without their secrets. */
export const oauthClientList = defineProjection<Listed, OAuthClientRow>({
  service: 'identity',
  name: 'oauth_client',
  version: 1,
  columns: {
    client_id: 'uuid',
    name: 'text',
    redirect_uris: 'text[]',
    scopes: 'text[]',
    grant_types: 'text[]',
    confidential: 'boolean',
    registered_at: 'text',
    retired_at: 'text',
  },
  key: 'client_id',
  indexes: ['(registered_at desc)'],
  handles: ['OAuthClientRegistered', 'OAuthClientRetired'],
  keysOf: ({ data }) => [data.clientId],
  evolve: (row, { type, data }) => {
    if (type === 'OAuthClientRetired') return row && { ...row, retired_at: data.retiredAt };
    return {
      client_id: data.clientId,
      name: data.name,
      redirect_uris: data.redirectUris,
      scopes: data.scopes,
      grant_types: data.grantTypes,
      confidential: data.secretHash !== null,
      registered_at: data.registeredAt,
      retired_at: null,
    };
  },
});
