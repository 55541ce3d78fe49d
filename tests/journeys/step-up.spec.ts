import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { v7 as uuidV7 } from 'uuid';
import { oauthParties } from '../support/oauth-client.ts';
import { codeSentTo, newPhone, signInByPhone, wrongCode, type SignedIn } from '../support/phone-sign-in.ts';
import { startTestSystem, type Answer, type CallOptions, type TestSystem } from '../support/system.ts';

const MINUTE_MS = 60_000;
const TOO_OLD = { status: 401, body: { code: 'InsufficientUserAuthentication' } };
let system: TestSystem;
beforeAll(async () => {
  system = await startTestSystem();
});
afterAll(() => system.stop());

const as = ({ userId, accessToken: token }: SignedIn) => ({
  call: (method: string, path: string, options: CallOptions = {}): Promise<Answer> =>
    system.call(method, `/users/${userId}${path}`, { token, ...options }),
});
const codeFor = async (user: SignedIn, phone: string): Promise<{ challengeId: string; code: string }> => {
  const { body } = await as(user).call('POST', '/otp/send');
  return { challengeId: (body as { challengeId: string }).challengeId, code: await codeSentTo(system, phone) };
};

/** Somebody who signed in ten minutes ago. */
const signedInBefore = async (): Promise<{ user: SignedIn; phone: string }> => {
  const phone = newPhone();
  const user = await signInByPhone(system, phone);
  system.advance(10 * MINUTE_MS);
  return { user, phone };
};

describe('a sensitive act', () => {
  it('is open to somebody who has just signed in', async () => {
    const user = await signInByPhone(system, newPhone());
    expect((await as(user).call('GET', '/export')).status).toBe(200);
    expect((await as(user).call('PUT', '/email', { body: { email: `${user.userId}@example.in` } })).status).toBe(200);
  });

  it('later asks for a fresh proof, says how to give it, and goes on after it under the same key', async () => {
    const { user, phone } = await signedInBefore();
    const key = uuidV7();
    const change = { body: { email: `${user.userId}@example.in` }, key };
    const refused = await as(user).call('PUT', '/email', change);
    expect(refused).toMatchObject(TOO_OLD);
    expect(refused.headers.get('www-authenticate')).toMatch(
      /^Bearer error="insufficient_user_authentication", .*max_age="300"$/,
    );
    expect((refused.body as { detail: string }).detail).toContain('POST /users/:userId/step-up');
    const steppedUp = await as(user).call('POST', '/step-up', { body: await codeFor(user, phone) });
    expect(steppedUp.status).toBe(200);
    const { authenticatedAt, freshUntil } = steppedUp.body as { authenticatedAt: string; freshUntil: string };
    expect(Date.parse(freshUntil) - Date.parse(authenticatedAt)).toBe(5 * MINUTE_MS);
    expect((await as(user).call('PUT', '/email', change)).status).toBe(200);
    await system.settled();
    const { body } = await as(user).call('GET', '/sessions');
    expect(body).toMatchObject({ sessions: [{ authenticatedAt, isCurrent: true }] });
    system.advance(5 * MINUTE_MS);
    expect(await as(user).call('PUT', '/email', { body: { email: 'x@example.in' } })).toMatchObject(TOO_OLD);
  });

  it('is each of those that a thief of the session would do first', async () => {
    const { user, phone } = await signedInBefore();
    const next = newPhone();
    const sent = await as(user).call('POST', '/phone/otp', { body: { phone: next } });
    const { challengeId } = sent.body as { challengeId: string };
    const moved = { body: { challengeId, code: await codeSentTo(system, next) } };
    const tooOld = await as(user).call('GET', '/export');
    expect(tooOld).toMatchObject(TOO_OLD);
    expect(tooOld.headers.get('www-authenticate')).toContain('max_age="300"');
    expect(await as(user).call('PUT', '/phone', moved)).toMatchObject(TOO_OLD);
    expect(await as(user).call('POST', '/deletion', { body: {} })).toMatchObject(TOO_OLD);
    await as(user).call('POST', '/step-up', { body: await codeFor(user, phone) });
    expect((await as(user).call('GET', '/export')).status).toBe(200);
    expect(await as(user).call('PUT', '/phone', moved)).toMatchObject({ status: 200, body: { phone: next } });
    expect((await as(user).call('POST', '/deletion', { body: {} })).status).toBe(202);
  });

  it('of staff is asked for it too, and of a service with a key not', async () => {
    const phone = newPhone();
    const { userId } = await signInByPhone(system, phone);
    const installation = await system.tokenFor(['admin']);
    await system.call('PUT', `/users/${userId}/roles/admin`, { token: installation });
    system.advance(2 * MINUTE_MS);
    const admin = await signInByPhone(system, phone);
    const issue = (token: string | undefined, headers: Record<string, string> = {}) =>
      system.call('POST', '/api-keys', {
        ...(token === undefined ? {} : { token }),
        headers,
        body: { name: 'courier', roles: ['admin'] },
      });
    const fresh = await issue(admin.accessToken);
    expect(fresh.status).toBe(201);
    system.advance(5 * MINUTE_MS);
    expect(await issue(admin.accessToken)).toMatchObject(TOO_OLD);
    for (const [path, body] of Object.entries({
      '/oauth-clients': { name: 'Wardrobe', scopes: ['shop'], grantTypes: ['client_credentials'] },
      '/users': { name: 'Another admin', phone: newPhone(), roles: ['admin'] },
      '/gift-cards': { count: 1, amountPaise: 50_000 },
      '/webhooks/endpoints': { url: 'https://example.in/events', eventTypes: ['order.created'] },
    }))
      expect(await system.call('POST', path, { token: admin.accessToken, body }), path).toMatchObject(TOO_OLD);
    const { key } = fresh.body as { key: string };
    expect((await issue(undefined, { 'x-api-key': key })).status).toBe(201);
  });
});

it('is not open to a third party, however fresh its consent', async () => {
  const { user, tokensFor } = await oauthParties(system);
  const { access_token: token } = (await tokensFor()).body;
  const as = { token: token! };
  const notAllowed = { status: 403, body: { code: 'ThirdPartyNotAllowed' } };
  expect(await system.call('GET', `/users/${user.userId}/export`, as)).toMatchObject(notAllowed);
  const body = { password: 'password' };
  expect(await system.call('POST', `/users/${user.userId}/step-up`, { ...as, body })).toMatchObject(notAllowed);
});

describe('stepping up', () => {
  it('takes the right code of the own account, once', async () => {
    const { user, phone } = await signedInBefore();
    const { challengeId, code } = await codeFor(user, phone);
    const wrong = { body: { challengeId, code: wrongCode(code) } };
    expect(await as(user).call('POST', '/step-up', wrong)).toMatchObject({
      status: 422,
      body: { code: 'OtpIncorrect' },
    });
    expect(await as(user).call('GET', '/export')).toMatchObject(TOO_OLD);
    const key = uuidV7();
    const right = { body: { challengeId, code }, key };
    const first = await as(user).call('POST', '/step-up', right);
    expect((await as(user).call('POST', '/step-up', right)).body).toEqual(first.body);
    expect(await as(user).call('POST', '/step-up', { body: { challengeId, code } })).toMatchObject({
      status: 409,
      body: { code: 'OtpAlreadyUsed' },
    });
    expect((await as(user).call('POST', '/step-up', { body: { password: 'none' } })).status).toBe(401);
    expect((await as(user).call('POST', '/step-up', { body: {} })).status).toBe(400);
  });

  it('of one session leaves the others as they are, and is for no other user', async () => {
    const { user, phone } = await signedInBefore();
    const second = await signInByPhone(system, phone);
    system.advance(6 * MINUTE_MS);
    await as(user).call('POST', '/step-up', { body: await codeFor(user, phone) });
    expect((await as(user).call('GET', '/export')).status).toBe(200);
    expect(await as(second).call('GET', '/export')).toMatchObject(TOO_OLD);
    const stranger = await signInByPhone(system, newPhone());
    const token = stranger.accessToken;
    expect((await as(user).call('POST', '/step-up', { token, body: { password: 'x' } })).status).toBe(403);
    const admin = await system.tokenFor(['admin']);
    expect(await as(user).call('POST', '/step-up', { token: admin, body: { password: 'x' } })).toMatchObject({
      status: 404,
      body: { code: 'SessionNotFound' },
    });
  });
});
