import { z } from 'zod';
import { Id, Instant, UserId, type MessageOf } from '../../../event-schemas/primitives.ts';
import { OAuthClientId, OAuthGrantId } from '../ids.ts';
import { OAuthScope } from '../oauth-client/events.ts';

const scopes = z.array(OAuthScope).min(1);
export const oauthGrantEvents = {
  /** A user has consented; the code that says so is good once and until `expiresAt`. */
  OAuthCodeIssued: z.object({
    grantId: OAuthGrantId,
    clientId: OAuthClientId,
    userId: UserId,
    scopes,
    redirectUri: z.string(),
    /** S256 of the secret that only the client knows (RFC 7636). */
    codeChallenge: z.string(),
    issuedAt: Instant,
    expiresAt: Instant,
  }),
  OAuthCodeRedeemed: z.object({ grantId: OAuthGrantId, redemptionId: Id, redeemedAt: Instant }),
  /** A client has been given a token for itself. */
  OAuthClientGranted: z.object({ grantId: OAuthGrantId, clientId: OAuthClientId, scopes, grantedAt: Instant }),
  OAuthGrantRevoked: z.object({ grantId: OAuthGrantId, reason: z.string(), revokedAt: Instant }),
};
export type OAuthGrantEvent = MessageOf<typeof oauthGrantEvents>;
