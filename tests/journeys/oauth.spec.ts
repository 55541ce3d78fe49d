import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  BACK,
  authorize,
  challengeOf,
  consent,
  newVerifier,
  oauthParties,
  redeem,
  refused,
  registerClient,
  type OAuthAnswer,
  type OAuthParties,
} from '../support/oauth-client.ts';
import { startTestSystem, type TestSystem } from '../support/system.ts';

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

describe('an authorization code', () => {
  it('is what a user agrees to, and gives tokens for the user that are refreshed', async () => {
    const question = await authorize(system, user.accessToken, { client_id: client.clientId, redirect_uri: BACK });
    expect(question.body).toMatchObject({ client: { name: 'Wardrobe' }, scopes: [{ scope: 'shop' }] });
    const first = await tokensFor();
    expect(first).toMatchObject({ status: 200, body: { token_type: 'Bearer', scope: 'shop' } });
    expect(Number(first.body['expires_in'])).toBeGreaterThan(0);
    expect(first.headers.get('cache-control')).toBe('no-store');
    expect(decodeJwt(first.body['access_token']!)).toMatchObject({
      sub: user.userId,
      roles: ['customer'],
      client_id: client.clientId,
    });
    expect((await profileBy(first.body['access_token']!)).status).toBe(200);
    const second = await refresh(first.body['refresh_token']!);
    expect(second).toMatchObject({ status: 200, body: { scope: 'shop' } });
    expect((await profileBy(second.body['access_token']!)).status).toBe(200);
  });
  it('does not give what the user has not, nor more than was asked', async () => {
    const wide = await registerClient(system, { scopes: ['shop', 'sell', 'support'] });
    const narrowed = await redeem(system, wide, await consent(system, user.accessToken, wide));
    expect(narrowed).toMatchObject({ status: 200, body: { scope: 'shop' } });
    const admin = await system.tokenFor(['admin']);
    const granted = await system.call('PUT', `/users/${user.userId}/roles/vendor`, { token: admin });
    expect(granted.status).toBe(200);
    const some = await redeem(system, wide, await consent(system, user.accessToken, wide, { scope: 'sell' }));
    expect(decodeJwt(some.body['access_token']!)).toMatchObject({ roles: ['vendor'] });
    const both = await redeem(system, wide, await consent(system, user.accessToken, wide, { scope: 'sell shop' }));
    expect(await refresh(both.body['refresh_token']!, { scope: 'shop support' }, wide)).toMatchObject(
      refused('invalid_scope'),
    );
    const less = await consent(system, user.accessToken, wide, { scope: 'sell shop' });
    const wider = await redeem(system, wide, less);
    const narrower = await refresh(wider.body['refresh_token']!, { scope: 'shop' }, wide);
    expect(decodeJwt(narrower.body['access_token']!)).toMatchObject({ roles: ['customer'] });
  });
  it('needs the verifier, the address and the client that it was made for', async () => {
    const other = await registerClient(system);
    const code = () => consent(system, user.accessToken, client);
    expect(await redeem(system, client, { ...(await code()), code_verifier: newVerifier() })).toMatchObject(
      refused('invalid_grant'),
    );
    const { code: bare } = await code();
    expect(await redeem(system, client, { code: bare })).toMatchObject(refused('invalid_grant'));
    expect(await redeem(system, client, { ...(await code()), redirect_uri: `${BACK}/x` })).toMatchObject(
      refused('invalid_request'),
    );
    expect(await redeem(system, other, await code())).toMatchObject(refused('invalid_grant'));
    const forged = { ...(await code()), code: `${user.sessionId}.${'0'.repeat(64)}` };
    expect(await redeem(system, client, forged)).toMatchObject(refused('invalid_grant'));
  });
  it('is spent by a wrong verifier', async () => {
    const right = await consent(system, user.accessToken, client);
    await redeem(system, client, { ...right, code_verifier: newVerifier() });
    expect(await redeem(system, client, right)).toMatchObject(refused('invalid_grant'));
  });
  it('lives for a minute', async () => {
    const code = await consent(system, user.accessToken, client);
    system.advance(60_000);
    expect(await redeem(system, client, code)).toMatchObject(refused('invalid_grant'));
  });
  it('that comes a second time takes back what it gave', async () => {
    const code = await consent(system, user.accessToken, client);
    const first = await redeem(system, client, code);
    expect(first.status).toBe(200);
    expect(await redeem(system, client, code)).toMatchObject(refused('invalid_grant'));
    expect(await refresh(first.body['refresh_token']!)).toMatchObject(refused('invalid_grant'));
    await system.settled();
    expect((await profileBy(first.body['access_token']!)).status).toBe(401);
  });
  it('is redeemed by one of many that try at once, and then by none', async () => {
    const code = await consent(system, user.accessToken, client);
    const answers = await Promise.all(Array.from({ length: 8 }, () => redeem(system, client, code)));
    const won = answers.filter(({ status }) => status === 200);
    expect(won.length).toBeLessThanOrEqual(1);
    for (const { body } of won) expect(await refresh(body['refresh_token']!)).toMatchObject(refused('invalid_grant'));
  });
});

describe('consent', () => {
  const ask = (change: Record<string, string>, token = user.accessToken): Promise<OAuthAnswer> =>
    authorize(system, token, {
      client_id: client.clientId,
      redirect_uri: BACK,
      code_challenge: challengeOf(newVerifier()),
      state: 'xyz',
      allowed: 'true',
      ...change,
    });
  const errorIn = (answer: OAuthAnswer): string | null => new URL(answer.body['redirectTo']!).searchParams.get('error');

  it('sends nobody to an address that is not registered', async () => {
    for (const redirect_uri of ['https://evil.example/back', `${BACK}/../evil`]) {
      const answer = await ask({ redirect_uri });
      expect(answer).toMatchObject(refused('invalid_client', 401));
      expect(answer.body['redirectTo']).toBeUndefined();
    }
    expect(await ask({ client_id: user.userId })).toMatchObject(refused('invalid_client', 401));
  });
  it('tells the client what it did wrong, and what the user declined', async () => {
    expect(errorIn(await ask({ allowed: 'false' }))).toBe('access_denied');
    expect(errorIn(await ask({ scope: 'sell' }))).toBe('invalid_scope');
    expect(errorIn(await ask({ code_challenge_method: 'plain' }))).toBe('invalid_request');
    expect(errorIn(await ask({ code_challenge: '' }))).toBe('invalid_request');
    expect(errorIn(await ask({ response_type: 'token' }))).toBe('unsupported_response_type');
  });
  it('is the user’s own, and no third party can widen its own', async () => {
    const { body } = await tokensFor();
    expect((await ask({}, body['access_token'])).status).toBe(403);
    expect((await ask({}, await system.tokenFor(['service']))).status).toBe(403);
    expect((await fetch(`${system.url}/oauth/authorize?client_id=${client.clientId}`)).status).toBe(401);
  });
});
