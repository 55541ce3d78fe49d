import { describe, it } from 'vitest';
import { deciderSpec } from '../../kernel/spec.ts';
import { ApiKeyId } from '../ids.ts';
import { apiKeyDecider } from './decider.ts';
import type { ApiKeyEvent } from './events.ts';

const NOW = '2026-01-01T00:00:00.000Z';
const apiKeyId = ApiKeyId.parse('00000000-0000-7000-8000-000000000001');
const issue = { apiKeyId, name: 'courier', roles: ['service' as const], secretHash: 'hash', expiresAt: null };
const issued: ApiKeyEvent = { type: 'ApiKeyIssued', data: { ...issue, issuedAt: NOW } };
const revoked: ApiKeyEvent = { type: 'ApiKeyRevoked', data: { apiKeyId, revokedAt: NOW } };
const given = deciderSpec(apiKeyDecider, NOW);

describe('an API key', () => {
  it('is issued once', () => given().when({ type: 'IssueApiKey', data: issue }).then(issued));
  it('keeps its secret', () =>
    given(issued)
      .when({ type: 'IssueApiKey', data: { ...issue, secretHash: 'other' } })
      .rejects('ApiKeyIdTaken'));
  it('does not expire before it is issued', () =>
    given()
      .when({ type: 'IssueApiKey', data: { ...issue, expiresAt: NOW } })
      .rejects('InvalidExpiry'));
  it('may have an end', () => {
    const expiresAt = '2026-01-01T00:00:00.001Z';
    given()
      .when({ type: 'IssueApiKey', data: { ...issue, expiresAt } })
      .then({ type: 'ApiKeyIssued', data: { ...issue, expiresAt, issuedAt: NOW } });
  });
  it('is revoked once', () => {
    given(issued).when({ type: 'RevokeApiKey', data: { apiKeyId } }).then(revoked);
    given(issued, revoked).when({ type: 'RevokeApiKey', data: { apiKeyId } }).then();
    given().when({ type: 'RevokeApiKey', data: { apiKeyId } }).rejects('ApiKeyNotFound');
  });
});
