import type OAuth2Server from '@node-oauth/oauth2-server';
import type { UserId } from '../../event-schemas/primitives.ts';
import type { OAuthGrantId } from '../../domains/user/ids.ts';
import type { RegisteredOAuthClient } from '../../domains/user/oauth-client/decider.ts';
import { OAuthScope } from '../../domains/user/oauth-client/events.ts';

export const SECOND_MS = 1_000;

/** Who a token is for: a user under a grant, or a client under a grant of its own. */
export type Holder = OAuth2Server.User & { readonly userId: UserId | undefined; readonly grantId: OAuthGrantId };
export type Model = OAuth2Server.AuthorizationCodeModel &
  OAuth2Server.RefreshTokenModel &
  OAuth2Server.ClientCredentialsModel;

export const registeredOf = (client: OAuth2Server.Client): RegisteredOAuthClient =>
  client['registered'] as RegisteredOAuthClient;
export const scopesOf = (scope: readonly string[] | undefined): OAuthScope[] => OAuthScope.array().parse(scope ?? []);

/**
 * What one request does: whether it redeemed a code, whose session is opened once the library has checked all of it, and the
 * generation of the refresh token that it leads to.
 */
export type RequestState = { codeWasRedeemed: boolean; generation: number };
