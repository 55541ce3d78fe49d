import { timingSafeEqual } from 'node:crypto';
import { isRejected } from '../../domains/kernel/decider.ts';
import type { Ports } from '../../domains/kernel/ports/index.ts';
import type { Role, WriteContext } from '../../domains/kernel/routes.ts';
import { identityPolicy } from '../../domains/policy/identity.ts';
import { oauthScopes } from '../../domains/policy/oauth.ts';
import { account, isEndedByAccount, oauthGrant, readRefreshToken, session } from '../../domains/user/index.ts';
import type { RegisteredAccount } from '../../domains/user/account/state.ts';
import { OAuthGrantId, SessionId } from '../../domains/user/ids.ts';
import type { OAuthScope } from '../../domains/user/oauth-client/events.ts';
import type { OpenedOAuthGrant } from '../../domains/user/oauth-grant/decider.ts';

const SECOND_MS = 1_000;
const codeMac = ({ secrets }: Ports, grantId: string): string => secrets.keyedHash('oauthCode', grantId);

/** `<grant>.<mac>`: derived, so that the log holds no code. */
export const codeOf = (ports: Ports, grantId: string): string => `${grantId}.${codeMac(ports, grantId)}`;

/** The grant that a code of ours stands for. */
export const grantOfCode = (ports: Ports, code: string): OAuthGrantId | undefined => {
  const [id = '', mac = ''] = code.split('.', 2);
  const grantId = OAuthGrantId.safeParse(id);
  const [given, expected] = [Buffer.from(mac), Buffer.from(codeMac(ports, id))];
  return grantId.success && given.length === expected.length && timingSafeEqual(given, expected)
    ? grantId.data
    : undefined;
};

export const roleOf = (scope: OAuthScope): Role => oauthScopes.value[scope].role;

/** Those of the scopes whose role the user has: a token never gives what its user has not. */
export const scopesWithin = (scopes: readonly OAuthScope[], owner: RegisteredAccount): OAuthScope[] =>
  scopes.filter((scope) => owner.roles.includes(roleOf(scope)));

/** An account whose user may sign in. */
export const usableOwner = async (
  { facts }: Pick<WriteContext, 'facts'>,
  userId: string,
): Promise<RegisteredAccount | undefined> => {
  const { state } = await facts(account, userId);
  return state?.status === 'active' ? state : undefined;
};

/** The grant and the session that a refresh token stands for, as long as both and the account allow it. */
export const grantOfRefreshToken = async (
  context: Pick<WriteContext, 'facts' | 'ports'>,
  token: string,
): Promise<
  { readonly grantId: OAuthGrantId; readonly generation: number; readonly grant: OpenedOAuthGrant } | undefined
> => {
  let read: ReturnType<typeof readRefreshToken>;
  try {
    read = readRefreshToken(context.ports.secrets, token);
  } catch {
    return undefined;
  }
  const grantId = OAuthGrantId.parse(read.sessionId);
  const grant = (await context.facts(oauthGrant, grantId)).state;
  const opened = (await context.facts(session, read.sessionId)).state;
  if (grant?.userId === undefined || grant.revoked || opened === undefined) return undefined;
  const owner = await usableOwner(context, grant.userId);
  if (owner === undefined || isEndedByAccount(owner, opened)) return undefined;
  return { grantId, generation: read.generation, grant };
};

/** Ends what was given under a grant: it cannot be refreshed, and its access tokens are refused. */
export const revokeGrant = async (
  context: Pick<WriteContext, 'attempt' | 'ports'>,
  grantId: OAuthGrantId,
  reason: string,
): Promise<void> => {
  await context.attempt(oauthGrant, { type: 'RevokeOAuthGrant', data: { grantId, reason } }, 'revoke grant');
  const sessionId = SessionId.parse(grantId);
  const ended = await context.attempt(
    session,
    { type: 'RevokeSession', data: { sessionId, reason } },
    'revoke session',
  );
  // A client that acts for itself has no session, whose end would be told to everybody.
  if (isRejected(ended))
    await context.ports.revokedSessions.revoke(grantId, identityPolicy.accessTokenSeconds.value * SECOND_MS);
};
