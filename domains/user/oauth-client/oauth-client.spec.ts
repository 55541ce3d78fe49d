import { describe, it } from 'vitest';
import { deciderSpec } from '../../kernel/spec.ts';
import { OAuthClientId } from '../ids.ts';
import { oauthClientDecider } from './decider.ts';
import type { OAuthClientEvent } from './events.ts';

const NOW = '2026-01-01T00:00:00.000Z';
const clientId = OAuthClientId.parse('00000000-0000-7000-8000-000000000001');
const terms = {
  clientId,
  name: 'Wardrobe',
  redirectUris: ['https://wardrobe.example/back'],
  scopes: ['shop' as const],
  grantTypes: ['authorization_code' as const, 'client_credentials' as const],
  secretHash: 'hash' as string | null,
};
const register = (change: Partial<typeof terms> = {}) =>
  ({ type: 'RegisterOAuthClient', data: { ...terms, ...change } }) as const;
const retire = { type: 'RetireOAuthClient', data: { clientId } } as const;
const registered: OAuthClientEvent = { type: 'OAuthClientRegistered', data: { ...terms, registeredAt: NOW } };
const retired: OAuthClientEvent = { type: 'OAuthClientRetired', data: { clientId, retiredAt: NOW } };
const given = deciderSpec(oauthClientDecider, NOW);

describe('an OAuth client', () => {
  it('is registered once', () => {
    given().when(register()).then(registered);
    given(registered)
      .when(register({ secretHash: 'another' }))
      .rejects('OAuthClientIdTaken');
  });
  it('gets a new secret, as long as it may have one', () => {
    const data = { clientId, secretHash: 'newer', previousUntil: '2026-01-02T00:00:00.000Z' };
    const rotate = { type: 'RotateOAuthClientSecret', data } as const;
    given(registered).when(rotate).then({ type: 'OAuthClientSecretRotated', data });
    given(registered, retired).when(rotate).rejects('OAuthClientNotFound');
    given().when(rotate).rejects('OAuthClientNotFound');
    given({ type: 'OAuthClientRegistered', data: { ...terms, secretHash: null, registeredAt: NOW } })
      .when(rotate)
      .rejects('InvalidOAuthClient');
  });
  it('is retired for good', () => {
    given(registered).when(retire).then(retired);
    given(registered, retired).when(retire).then();
    given().when(retire).rejects('OAuthClientNotFound');
  });
  it.each([
    'http://wardrobe.example/back',
    'https://wardrobe.example/#',
    'https://a.example/#x',
    'javascript:alert(1)',
  ])('is not sent users at %s', (uri) =>
    given()
      .when(register({ redirectUris: [uri] }))
      .rejects('InvalidOAuthClient'),
  );
  it.each(['http://localhost:4000/back', 'http://127.0.0.1/back', 'com.example.wardrobe:/back'])(
    'may be an app at %s',
    (uri) => {
      const data = { ...terms, redirectUris: [uri], registeredAt: NOW };
      given()
        .when(register({ redirectUris: [uri] }))
        .then({ type: 'OAuthClientRegistered', data });
    },
  );
  it('says where users are sent back to, if it asks any', () => {
    given()
      .when(register({ redirectUris: [] }))
      .rejects('InvalidOAuthClient');
    const machine = { ...terms, redirectUris: [], grantTypes: ['client_credentials' as const] };
    given()
      .when({ type: 'RegisterOAuthClient', data: machine })
      .then({ type: 'OAuthClientRegistered', data: { ...machine, registeredAt: NOW } });
  });
  it('has a secret, if it acts for itself', () => {
    given()
      .when(register({ secretHash: null }))
      .rejects('InvalidOAuthClient');
    const app = { ...terms, secretHash: null, grantTypes: ['authorization_code' as const] };
    given()
      .when({ type: 'RegisterOAuthClient', data: app })
      .then({ type: 'OAuthClientRegistered', data: { ...app, registeredAt: NOW } });
  });
});
