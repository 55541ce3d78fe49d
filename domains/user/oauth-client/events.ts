import { z } from 'zod';
import { Instant, type MessageOf } from '../../../event-schemas/primitives.ts';
import { oauthPolicy, oauthScopes } from '../../policy/oauth.ts';
import { OAuthClientId } from '../ids.ts';

export type OAuthScope = keyof typeof oauthScopes.value;
export const OAUTH_SCOPES = Object.keys(oauthScopes.value) as [OAuthScope, ...OAuthScope[]];
export const OAuthScope = z.enum(OAUTH_SCOPES);
/** For a user who consents, or for the client itself. Refreshing belongs to the first. */
export const OAuthGrantType = z.enum(['authorization_code', 'client_credentials']);
export type OAuthGrantType = z.infer<typeof OAuthGrantType>;

/** What is registered of a client. One without a secret is public: an app on a device, which can keep none. */
export const OAuthClientTerms = z.object({
  name: z.string().trim().min(1).max(80),
  redirectUris: z.array(z.url().max(500)).max(oauthPolicy.redirectUrisMax.value),
  scopes: z.array(OAuthScope).min(1).max(OAUTH_SCOPES.length),
  grantTypes: z.array(OAuthGrantType).min(1).max(OAuthGrantType.options.length),
});

const client = { ...OAuthClientTerms.shape, clientId: OAuthClientId, secretHash: z.string().nullable() };
export const oauthClientEvents = {
  OAuthClientRegistered: z.object({ ...client, registeredAt: Instant }),
  /** The secret before it is good for a while, so that nobody is shut out while the new one is brought in. */
  OAuthClientSecretRotated: z.object({ clientId: OAuthClientId, secretHash: z.string(), previousUntil: Instant }),
  OAuthClientRetired: z.object({ clientId: OAuthClientId, retiredAt: Instant }),
};
export type OAuthClientEvent = MessageOf<typeof oauthClientEvents>;
