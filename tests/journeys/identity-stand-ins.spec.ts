import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { oauthParties, post, registerClient } from '../support/oauth-client.ts';
import { codeSentTo, newPhone, signInByPhone, type SignedIn } from '../support/phone-sign-in.ts';
import { startTestSystem, type Answer, type CallOptions, type TestSystem } from '../support/system.ts';

let system: TestSystem;
let boss: SignedIn;
beforeAll(async () => {
  system = await startTestSystem();
  boss = await signInByPhone(system, newPhone());
  await system.call('PUT', `/users/${boss.userId}/roles/admin`, { token: await system.tokenFor(['admin']) });
});
afterAll(() => system.stop());

/** What would let somebody else into an account, lock its owner out, or speak for them. */
const OF_THE_PERSON = [
  ['POST', '/phone/otp', { phone: '+919876599999' }],
  ['PUT', '/phone', {}],
  ['PUT', '/email', { email: 'mine@example.in' }],
  ['POST', '/email/verification', {}],
  ['PUT', '/password', {}],
  ['POST', '/otp/send', {}],
  ['POST', '/step-up', {}],
  ['POST', '/deletion', {}],
  ['POST', '/merge', {}],
  ['POST', '/merge/otp', { phone: '+919876599999' }],
  ['DELETE', '/sessions/01980000-0000-7000-8000-000000000001', undefined],
  ['GET', '/export', undefined],
] as const;
const onBoss = (method: string, path: string, options: CallOptions): Promise<Answer> =>
  system.call(method, `/users/${boss.userId}${path}`, options);
const expectAllForbidden = async (as: CallOptions, code: string): Promise<void> => {
  for (const [method, path, body] of OF_THE_PERSON) {
    const answer = await onBoss(method, path, { ...as, ...(body === undefined ? {} : { body }) });
    expect(answer, `${method} ${path}`).toMatchObject({ status: 403, body: { code } });
  }
};

describe('the account of somebody else', () => {
  it('is not taken over by support, which may look and change nothing', async () => {
    const as = { token: await system.tokenFor(['support']) };
    await expectAllForbidden(as, 'Forbidden');
    for (const path of ['', '/preferences', '/measurements', '/consents', '/sessions'])
      expect((await onBoss('GET', path, as)).status, path).toBe(200);
    for (const [method, path] of [
      ['PUT', ''],
      ['PUT', '/preferences'],
      ['POST', '/measurements'],
      ['POST', '/consents'],
    ] as const)
      expect(await onBoss(method, path, { ...as, body: {} }), path).toMatchObject({ status: 403 });
  });

  it('is not taken over by a service, with a key or as an OAuth client, which may keep profiles', async () => {
    const token = await system.tokenFor(['admin']);
    const issued = await system.call('POST', '/api-keys', { token, body: { name: 'crm', roles: ['service'] } });
    const headers = { 'x-api-key': (issued.body as { key: string }).key };
    await expectAllForbidden({ headers }, 'Forbidden');
    expect((await onBoss('PUT', '', { headers, body: { bio: 'Runs the shop' } })).status).toBe(200);
    const client = await registerClient(system, { scopes: ['service'], grantTypes: ['client_credentials'] });
    const granted = await post(system, 'token', client, { grant_type: 'client_credentials' });
    await expectAllForbidden({ token: granted.body['access_token']! }, 'ThirdPartyNotAllowed');
  });

  it('gets another phone from an admin, for somebody who has lost theirs', async () => {
    const admin = { token: await system.tokenFor(['admin']) };
    const { userId } = await signInByPhone(system, newPhone());
    const phone = newPhone();
    const sent = await system.call('POST', `/users/${userId}/phone/otp`, { ...admin, body: { phone } });
    const { challengeId } = sent.body as { challengeId: string };
    const body = { challengeId, code: await codeSentTo(system, phone) };
    const moved = await system.call('PUT', `/users/${userId}/phone`, { ...admin, body });
    expect(moved).toMatchObject({ status: 200, body: { phone } });
  });
});

describe('staff without another role', () => {
  it('have their own account like everybody', async () => {
    const admin = await system.tokenFor(['admin']);
    const phone = newPhone();
    const { userId } = await signInByPhone(system, phone);
    for (const [method, role] of [['PUT', 'support'] as const, ['DELETE', 'customer'] as const])
      await system.call(method, `/users/${userId}/roles/${role}`, { token: admin });
    system.advance(120_000);
    const { accessToken: token } = await signInByPhone(system, phone);
    const body = { purpose: 'privacy', granted: true, policyVersion: '1' };
    expect((await system.call('POST', `/users/${userId}/consents`, { token, body })).status).toBe(200);
    expect(
      (await system.call('POST', `/users/${userId}/phone/otp`, { token, body: { phone: newPhone() } })).status,
    ).toBe(200);
  });
});

describe('a third party', () => {
  it('may shop for its user and keep their profile, and touches neither their sign-in nor their consents', async () => {
    const { user, tokensFor } = await oauthParties(system);
    const token = (await tokensFor()).body['access_token']!;
    const notAllowed = { status: 403, body: { code: 'ThirdPartyNotAllowed' } };
    const call = (method: string, path: string, body?: object) =>
      system.call(method, path, { token, ...(body === undefined ? {} : { body }) });
    const own = `/users/${user.userId}`;
    for (const [method, path, body] of OF_THE_PERSON)
      expect(await call(method, own + path, body), `${method} ${path}`).toMatchObject(notAllowed);
    const consent = { purpose: 'profiling', granted: true, policyVersion: '1' };
    expect(await call('POST', `${own}/consents`, consent)).toMatchObject(notAllowed);
    expect(await call('GET', `${own}/sessions`)).toMatchObject(notAllowed);
    expect(await call('POST', '/users/logout-everywhere')).toMatchObject(notAllowed);
    expect((await call('PUT', own, { bio: 'Likes blue' })).status).toBe(200);
    expect((await call('GET', `/cart/${user.userId}`)).status).toBe(200);
  });
});
