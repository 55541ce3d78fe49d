import { createLocalJWKSet, decodeJwt, jwtVerify, type JSONWebKeySet } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  consent,
  oauthParties,
  post,
  redeem,
  refused,
  registerClient,
  type OAuthParties,
} from '../support/oauth-client.ts';
import { startTestSystem, type TestSystem } from '../support/system.ts';

const DAY_MS = 86_400_000;
let system: TestSystem;
let user: OAuthParties['user'];
let client: OAuthParties['client'];
let tokensFor: OAuthParties['tokensFor'];
let refresh: OAuthParties['refresh'];
let profileBy: OAuthParties['profileBy'];
beforeAll(async () => {
  system = await startTestSystem();
  ({ user, client, tokensFor, refresh, profileBy } = await oauthParties(system));
});
afterAll(() => system.stop());

describe('refresh tokens of third parties', () => {
  it('are good once, for their client, at their own address', async () => {
    const other = await registerClient(system);
    const { body } = await tokensFor();
    const token = body['refresh_token']!;
    expect(await refresh(token, {}, other)).toMatchObject(refused('invalid_grant'));
    const first = { body: { refreshToken: token } };
    expect(await system.call('POST', '/users/token/refresh', first)).toMatchObject({ status: 401 });
    const next = await refresh(token);
    expect(next.status).toBe(200);
    expect(await refresh(token)).toMatchObject(refused('invalid_grant'));
    expect(await refresh(next.body['refresh_token']!)).toMatchObject(refused('invalid_grant'));
  });
  it('end when the user signs the client out, or everything', async () => {
    const { body } = await tokensFor();
    const grantId = String(decodeJwt(body['access_token']!)['sid']);
    const path = `/users/${user.userId}/sessions/${grantId}`;
    expect((await system.call('DELETE', path, { token: user.accessToken })).status).toBe(200);
    expect(await refresh(body['refresh_token']!)).toMatchObject(refused('invalid_grant'));
  });
});

describe('a client for itself', () => {
  const machine = () =>
    registerClient(system, { grantTypes: ['client_credentials'], redirectUris: [], scopes: ['service', 'support'] });
  it('gets a token within its scopes, and no refresh token', async () => {
    const service = await machine();
    const form = { grant_type: 'client_credentials', scope: 'support' };
    const answer = await post(system, 'token', service, form);
    expect(answer).toMatchObject({ status: 200, body: { scope: 'support' } });
    expect(answer.body['refresh_token']).toBeUndefined();
    expect(decodeJwt(answer.body['access_token']!)).toMatchObject({ sub: service.clientId, roles: ['support'] });
    expect(await post(system, 'token', service, { ...form, scope: 'sell' })).toMatchObject(refused('invalid_scope'));
  });
  it('needs its secret, and a grant type that it was registered for', async () => {
    const service = await machine();
    const form = { grant_type: 'client_credentials' };
    const wrong = await post(system, 'token', { ...service, clientSecret: '0'.repeat(64) }, form);
    expect(wrong).toMatchObject(refused('invalid_client', 401));
    expect(wrong.headers.get('www-authenticate')).toContain('Basic');
    expect(await post(system, 'token', { ...service, clientSecret: null }, form)).toMatchObject(
      refused('invalid_client', 401),
    );
    expect(await post(system, 'token', client, form)).toMatchObject(refused('unauthorized_client'));
    expect(await post(system, 'token', service, { grant_type: 'device_code' })).toMatchObject(
      refused('unsupported_grant_type'),
    );
    const asJson = await fetch(`${system.url}/oauth/token`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    });
    expect(await asJson.json()).toMatchObject({ error: 'invalid_request' });
    const twice = await fetch(`${system.url}/oauth/token`, {
      method: 'POST',
      body: new URLSearchParams([
        ['grant_type', 'a'],
        ['grant_type', 'b'],
      ]),
    });
    expect(twice.status).toBe(400);
  });
  it('gets nothing more once it is retired', async () => {
    const service = await machine();
    const path = `/oauth-clients/${service.clientId}`;
    expect((await system.call('DELETE', path, { token: await system.tokenFor(['admin']) })).status).toBe(200);
    expect(await post(system, 'token', service, { grant_type: 'client_credentials' })).toMatchObject(
      refused('invalid_client', 401),
    );
  });
});

describe('a public client', () => {
  it('proves itself by its verifier, and never as somebody with a secret', async () => {
    const app = await registerClient(system, { confidential: false });
    expect(app.clientSecret).toBeNull();
    const first = await redeem(system, app, await consent(system, user.accessToken, app));
    expect(first.status).toBe(200);
    expect((await refresh(first.body['refresh_token']!, {}, app)).status).toBe(200);
    const code = await consent(system, user.accessToken, client);
    expect(await redeem(system, { ...client, clientSecret: null }, code)).toMatchObject(refused('invalid_client', 401));
  });
});

it('a new secret takes over in a day', async () => {
  const old = await registerClient(system, {
    grantTypes: ['client_credentials'],
    redirectUris: [],
    scopes: ['service'],
  });
  const token = await system.tokenFor(['admin']);
  const rotated = await system.call('POST', `/oauth-clients/${old.clientId}/secret`, { token });
  expect(rotated.status, JSON.stringify(rotated.body)).toBe(201);
  const { clientSecret } = rotated.body as { clientSecret: string };
  const ask = async (secret: string | null) =>
    (await post(system, 'token', { ...old, clientSecret: secret }, { grant_type: 'client_credentials' })).status;
  expect(clientSecret).not.toBe(old.clientSecret);
  expect([await ask(clientSecret), await ask(old.clientSecret), await ask('another')]).toEqual([200, 200, 401]);
  system.advance(DAY_MS);
  expect([await ask(clientSecret), await ask(old.clientSecret)]).toEqual([200, 401]);
});

describe('revoking', () => {
  const done = { status: 200 };
  it('ends a grant by its refresh token or its access token', async () => {
    for (const kind of ['refresh_token', 'access_token']) {
      const { body } = await tokensFor();
      expect(await post(system, 'revoke', client, { token: body[kind]! })).toMatchObject(done);
      expect(await refresh(body['refresh_token']!)).toMatchObject(refused('invalid_grant'));
      await system.settled();
      expect((await profileBy(body['access_token']!)).status).toBe(401);
    }
  });
  it('ends nothing of others, and says nothing about what it does not know', async () => {
    const other = await registerClient(system);
    const { body } = await tokensFor();
    expect(await post(system, 'revoke', other, { token: body['refresh_token']! })).toMatchObject(done);
    expect(await post(system, 'revoke', other, { token: user.accessToken })).toMatchObject(done);
    expect(await post(system, 'revoke', other, { token: 'nonsense' })).toMatchObject(done);
    expect((await profileBy(user.accessToken)).status).toBe(200);
    expect((await refresh(body['refresh_token']!)).status).toBe(200);
    const stranger = { ...other, clientSecret: 'wrong' };
    expect(await post(system, 'revoke', stranger, { token: 'x' })).toMatchObject(refused('invalid_client', 401));
  });
});

it('what is offered is described, and the tokens can be checked with the published keys', async () => {
  const described = await fetch(`${system.url}/.well-known/oauth-authorization-server`);
  const metadata = (await described.json()) as Record<string, string>;
  expect(metadata).toMatchObject({ issuer: system.url, code_challenge_methods_supported: ['S256'] });
  const keys = (await (await fetch(metadata['jwks_uri']!)).json()) as JSONWebKeySet;
  expect(JSON.stringify(keys)).not.toContain('"d"');
  const { body } = await tokensFor();
  const checked = await jwtVerify(body['access_token']!, createLocalJWKSet(keys), { issuer: metadata['issuer']! });
  expect(checked.payload.sub).toBe(user.userId);
  const clients = await system.call('GET', '/oauth-clients', { token: await system.tokenFor(['admin']) });
  expect(JSON.stringify(clients.body)).toContain(client.clientId);
  expect(JSON.stringify(clients.body)).not.toContain(client.clientSecret);
});
