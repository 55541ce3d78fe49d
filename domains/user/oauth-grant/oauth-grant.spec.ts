import { describe, it } from 'vitest';
import { UserId } from '../../../event-schemas/primitives.ts';
import { deciderSpec } from '../../kernel/spec.ts';
import { OAuthClientId, OAuthGrantId } from '../ids.ts';
import { CODE_REUSED, oauthGrantDecider } from './decider.ts';
import type { OAuthGrantEvent } from './events.ts';

const id = (n: number) => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const NOW = '2026-01-01T00:00:00.000Z';
const EXPIRY = '2026-01-01T00:01:00.000Z';
const grantId = OAuthGrantId.parse(id(1));
const clientId = OAuthClientId.parse(id(2));
const code = {
  grantId,
  clientId,
  userId: UserId.parse(id(3)),
  scopes: ['shop' as const],
  redirectUri: 'https://wardrobe.example/back',
  codeChallenge: 'challenge',
  expiresAt: EXPIRY,
};
const own = { grantId, clientId, scopes: ['service' as const] };
const issued: OAuthGrantEvent = { type: 'OAuthCodeIssued', data: { ...code, issuedAt: NOW } };
const granted: OAuthGrantEvent = { type: 'OAuthClientGranted', data: { ...own, grantedAt: NOW } };
const redeem = (n: number) => ({ type: 'RedeemOAuthCode', data: { grantId, redemptionId: id(n) } }) as const;
const redeemed = (n: number): OAuthGrantEvent => ({
  type: 'OAuthCodeRedeemed',
  data: { grantId, redemptionId: id(n), redeemedAt: NOW },
});
const revoke = { type: 'RevokeOAuthGrant', data: { grantId, reason: 'asked' } } as const;
const revoked = (reason: string): OAuthGrantEvent => ({
  type: 'OAuthGrantRevoked',
  data: { grantId, reason, revokedAt: NOW },
});
const other = OAuthClientId.parse(id(9));
const given = deciderSpec(oauthGrantDecider, NOW);

describe('a grant of a user', () => {
  it('begins with a code, for one client', () => {
    given().when({ type: 'IssueOAuthCode', data: code }).then(issued);
    given(issued)
      .when({ type: 'IssueOAuthCode', data: { ...code, clientId: other } })
      .rejects('OAuthGrantIdTaken');
  });
  it('is redeemed once, in time', () => {
    given(issued).when(redeem(11)).then(redeemed(11));
    deciderSpec(oauthGrantDecider, EXPIRY)(issued).when(redeem(11)).rejects('OAuthCodeExpired');
    given().when(redeem(11)).rejects('OAuthGrantNotFound');
  });
  it('ends when its code comes a second time', () => {
    given(issued, redeemed(11)).when(redeem(12)).then(revoked(CODE_REUSED));
    deciderSpec(oauthGrantDecider, EXPIRY)(issued, redeemed(11))
      .when(redeem(12))
      .then({ type: 'OAuthGrantRevoked', data: { grantId, reason: CODE_REUSED, revokedAt: EXPIRY } });
  });
  it('is revoked once, and not redeemed after it', () => {
    given(issued).when(revoke).then(revoked('asked'));
    given(issued, revoked('asked')).when(revoke).then();
    given(issued, revoked('asked')).when(redeem(11)).then();
    given().when(revoke).rejects('OAuthGrantNotFound');
  });
});

describe('a grant of a client for itself', () => {
  it('has no code', () => {
    given().when({ type: 'GrantOAuthClient', data: own }).then(granted);
    given(granted)
      .when({ type: 'GrantOAuthClient', data: { ...own, clientId: other } })
      .rejects('OAuthGrantIdTaken');
    given(granted).when(redeem(11)).rejects('OAuthGrantNotFound');
  });
  it('is revoked', () => given(granted).when(revoke).then(revoked('asked')));
});
