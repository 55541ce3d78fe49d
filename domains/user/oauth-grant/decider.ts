import type { Instant, UserId } from '../../../event-schemas/primitives.ts';
import { reject, type Decider, type Decision } from '../../kernel/decider.ts';
import type { OAuthClientId } from '../ids.ts';
import type { OAuthScope } from '../oauth-client/events.ts';
import type { OAuthGrantCommand } from './commands.ts';
import type { OAuthGrantEvent } from './events.ts';

type Code = Extract<OAuthGrantEvent, { type: 'OAuthCodeIssued' }>['data'];
export type OpenedOAuthGrant = {
  readonly clientId: OAuthClientId;
  readonly scopes: readonly OAuthScope[];
  /** Undefined for a client that acts for itself. */
  readonly userId: UserId | undefined;
  readonly code: Code | undefined;
  readonly redemptionId: string | undefined;
  readonly revoked: boolean;
};
export type OAuthGrant = OpenedOAuthGrant | undefined;
export type OAuthGrantRejection = 'OAuthGrantNotFound' | 'OAuthGrantIdTaken' | 'OAuthCodeExpired';
export const CODE_REUSED = 'codeReused';

type Redemption = Extract<OAuthGrantCommand, { type: 'RedeemOAuthCode' }>['data'];
const redeem = (
  { grantId, redemptionId }: Redemption,
  { code, redemptionId: spentBy, revoked }: OpenedOAuthGrant,
  now: Instant,
): Decision<OAuthGrantEvent, OAuthGrantRejection> => {
  if (code === undefined) return reject('OAuthGrantNotFound');
  // Whether this redemption is the one that counts is in the state: `redemptionId`, and not `revoked`.
  if (revoked || spentBy === redemptionId) return [];
  // Two hold the code, and which of them is the thief cannot be known: what was given for it is taken back (RFC 6749 4.1.2).
  if (spentBy !== undefined)
    return [{ type: 'OAuthGrantRevoked', data: { grantId, reason: CODE_REUSED, revokedAt: now } }];
  if (now >= code.expiresAt) return reject('OAuthCodeExpired');
  return [{ type: 'OAuthCodeRedeemed', data: { grantId, redemptionId, redeemedAt: now } }];
};

const opened = { redemptionId: undefined, revoked: false } as const;

export const oauthGrantDecider: Decider<OAuthGrant, OAuthGrantCommand, OAuthGrantEvent, OAuthGrantRejection> = {
  initial: undefined,

  evolve: (grant, { type, data }) => {
    if (type === 'OAuthCodeIssued')
      return { ...opened, clientId: data.clientId, scopes: data.scopes, userId: data.userId, code: data };
    if (type === 'OAuthClientGranted')
      return { ...opened, clientId: data.clientId, scopes: data.scopes, userId: undefined, code: undefined };
    if (grant === undefined) return undefined;
    return type === 'OAuthGrantRevoked' ? { ...grant, revoked: true } : { ...grant, redemptionId: data.redemptionId };
  },

  decide: ({ type, data }, grant, now) => {
    if (type === 'IssueOAuthCode' || type === 'GrantOAuthClient') {
      if (grant !== undefined) return grant.clientId === data.clientId ? [] : reject('OAuthGrantIdTaken');
      return type === 'IssueOAuthCode'
        ? [{ type: 'OAuthCodeIssued', data: { ...data, issuedAt: now } }]
        : [{ type: 'OAuthClientGranted', data: { ...data, grantedAt: now } }];
    }
    if (grant === undefined) return reject('OAuthGrantNotFound');
    if (type === 'RedeemOAuthCode') return redeem(data, grant, now);
    return grant.revoked ? [] : [{ type: 'OAuthGrantRevoked', data: { ...data, revokedAt: now } }];
  },
};
