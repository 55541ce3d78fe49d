import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mailTo } from '../support/mail.ts';
import { codeSentTo, newPhone, signInByPhone } from '../support/phone-sign-in.ts';
import { startTestSystem, type Answer, type TestSystem } from '../support/system.ts';

const AFTER_RESEND_MS = 61_000;
let system: TestSystem;
beforeAll(async () => {
  system = await startTestSystem();
});
afterAll(() => system.stop());

const post = (path: string, body?: unknown, token?: string): Promise<Answer> =>
  system.call('POST', path, { body, ...(token === undefined ? {} : { token }) });
const put = (path: string, body: unknown, token: string): Promise<Answer> => system.call('PUT', path, { body, token });
const PASSWORD = 'first-password';
let accounts = 0;

/** Signs up with an e-mail address that nobody has proven yet. */
const register = async (more: object = {}) => {
  const email = `asha${(accounts += 1)}@example.com`;
  const answer = await post('/users/register', { name: 'Asha', email, password: PASSWORD, ...more });
  expect(answer.status, JSON.stringify(answer.body)).toBe(201);
  const { userId, accessToken: token } = answer.body as { userId: string; accessToken: string };
  return { email, userId, token };
};
const askCode = async (email: string, path: string, body?: object, token?: string) => {
  const asked = await post(path, body, token);
  expect(asked.status, JSON.stringify(asked.body)).toBe(200);
  const { challengeId } = asked.body as { challengeId: string };
  return { challengeId, code: (await mailTo(system, email))[0]?.otp ?? 'none' };
};
const prove = async ({ email, userId, token }: Awaited<ReturnType<typeof register>>): Promise<void> => {
  const path = `/users/${userId}/email/verification`;
  const proof = await askCode(email, path, undefined, token);
  expect(await put(path, proof, token)).toMatchObject({ status: 200, body: { email, emailVerified: true } });
  system.advance(AFTER_RESEND_MS);
};

describe('an e-mail address', () => {
  it('is proven by the code that was sent to it, once', async () => {
    const user = await register();
    const path = `/users/${user.userId}/email/verification`;
    const proof = await askCode(user.email.toUpperCase(), path, undefined, user.token);
    const [mail] = await mailTo(system, user.email);
    expect(mail!.subject).not.toContain(proof.code);
    const wrong = { ...proof, code: proof.code === '000000' ? '000001' : '000000' };
    expect(await put(path, wrong, user.token)).toMatchObject({ status: 422, body: { code: 'OtpIncorrect' } });
    expect(await put(path, proof, user.token)).toMatchObject({ status: 200, body: { emailVerified: true } });
    expect(await put(path, proof, user.token)).toMatchObject({ status: 409, body: { code: 'OtpAlreadyUsed' } });
  });

  it('is no longer proven once it was changed', async () => {
    const user = await register();
    const path = `/users/${user.userId}/email`;
    const proof = await askCode(user.email, `${path}/verification`, undefined, user.token);
    const changed = await put(path, { email: `new-${user.email}`, proof: { password: PASSWORD } }, user.token);
    expect(changed).toMatchObject({ status: 200, body: { emailVerified: false } });
    expect(await put(`${path}/verification`, proof, user.token)).toMatchObject({ status: 404 });
  });

  it('lets its owner sign in and confirm changes without a phone', async () => {
    const user = await register();
    await prove(user);
    const signIn = await askCode(user.email, '/users/otp/send', { email: user.email });
    expect(await post('/users/otp/verify', signIn)).toMatchObject({
      status: 200,
      body: { status: 'signedIn', userId: user.userId, isNewUser: false },
    });
    system.advance(AFTER_RESEND_MS);
    const proof = await askCode(user.email, `/users/${user.userId}/otp/send`, { channel: 'email' }, user.token);
    const set = await put(`/users/${user.userId}/password`, { newPassword: 'second-password', proof }, user.token);
    expect(set.status).toBe(200);
  });
});

describe('a forgotten password', () => {
  it('is set again by e-mail, which ends all sessions and proves the address', async () => {
    const { email, userId, token } = await register();
    const proof = await askCode(email, '/users/otp/send', { email, purpose: 'resetPassword' });
    expect((await post('/users/password/reset', { ...proof, newPassword: 'after-reset' })).status).toBe(200);
    expect((await post('/users/login', { email, password: PASSWORD })).status).toBe(401);
    const again = await post('/users/login', { email, password: 'after-reset' });
    const { accessToken } = again.body as { accessToken: string };
    const profile = await system.call('GET', `/users/${userId}`, { token: accessToken });
    expect(profile.body).toMatchObject({ emailVerified: true });
    expect((await put(`/users/${userId}`, { bio: 'thief' }, token)).status).toBe(401);
  });

  it('is not reset by an address that somebody else’s proven phone account merely claims', async () => {
    const phone = newPhone();
    const { userId, accessToken } = await signInByPhone(system, phone);
    const email = 'claimed@example.com';
    system.advance(AFTER_RESEND_MS);
    const sent = await post(`/users/${userId}/otp/send`, undefined, accessToken);
    const proof = {
      challengeId: (sent.body as { challengeId: string }).challengeId,
      code: await codeSentTo(system, phone),
    };
    expect((await put(`/users/${userId}/email`, { email, proof }, accessToken)).status).toBe(200);
    const asked = await post('/users/otp/send', { email, purpose: 'resetPassword' });
    const unknown = await post('/users/otp/send', { email: 'nobody@example.com', purpose: 'resetPassword' });
    expect(Object.keys(asked.body as object)).toEqual(Object.keys(unknown.body as object));
    expect([asked.status, unknown.status]).toEqual([200, 200]);
    expect(await mailTo(system, email)).toEqual([]);
    expect(await mailTo(system, 'nobody@example.com')).toEqual([]);
  });

  it('costs a pause before the next code', async () => {
    const { email } = await register();
    const ask = () => post('/users/otp/send', { email, purpose: 'resetPassword' });
    const answers = await Promise.all([ask(), ask(), ask()]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 429, 429]);
  });
});

describe('a text message that does not come', () => {
  it('comes by e-mail instead, with the same code', async () => {
    const phone = newPhone();
    const { userId, accessToken: token } = await signInByPhone(system, phone);
    system.advance(AFTER_RESEND_MS);
    const own = await post(`/users/${userId}/otp/send`, undefined, token);
    const { challengeId: id } = own.body as { challengeId: string };
    const email = 'fallback@example.com';
    const body = { email, proof: { challengeId: id, code: await codeSentTo(system, phone) } };
    expect((await put(`/users/${userId}/email`, body, token)).status).toBe(200);
    await prove({ email, userId, token });
    await fetch(`${system.url}/simulators/sms/faults`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ call: 'sendsms', fault: 'refused' }),
    });
    const { challengeId } = (await post('/users/otp/send', { phone })).body as { challengeId: string };
    await system.settled();
    expect((await post('/users/otp/fallback', { challengeId })).status).toBe(200);
    const [mail] = await mailTo(system, email);
    expect(await post('/users/otp/verify', { challengeId, code: mail!.otp })).toMatchObject({
      status: 200,
      body: { userId },
    });
    expect((await post('/users/otp/fallback', { challengeId })).status).toBe(200);
    expect((await mailTo(system, email)).filter(({ otp }) => otp === mail!.otp)).toHaveLength(1);
  });

  it('tells nobody whether a phone has an address', async () => {
    const phone = newPhone();
    const { challengeId } = (await post('/users/otp/send', { phone })).body as { challengeId: string };
    expect(await post('/users/otp/fallback', { challengeId })).toMatchObject({ status: 200, body: { done: true } });
  });
});

describe('a sign-in on a new device', () => {
  it('is told to the proven address, once per device, and not of the first one', async () => {
    const user = await register();
    await prove(user);
    const signIn = (device: string) =>
      system.call('POST', '/users/login', {
        body: { email: user.email, password: PASSWORD },
        headers: { 'x-device-id': device, 'x-device-name': `Phone ${device}` },
      });
    for (const device of ['a', 'b', 'a', 'b']) expect((await signIn(device)).status).toBe(200);
    const warnings = (await mailTo(system, user.email)).filter(({ subject }) => subject.startsWith('New sign-in'));
    expect(warnings.map(({ text }) => /Device: (.*)/.exec(text)?.[1])).toEqual(['Phone b', 'Phone a']);
  });
});

describe('an account that an admin makes', () => {
  it('is taken over by a code to its e-mail address, with its roles', async () => {
    const admin = await system.tokenFor(['admin']);
    const body = { name: 'Ravi', email: 'ravi.staff@example.com', roles: ['support'] };
    const made = await post('/users', body, admin);
    expect(made).toMatchObject({ status: 201, body: { roles: ['support'], status: 'active' } });
    expect(await post('/users', { ...body, name: 'Other' }, admin)).toMatchObject({ status: 409 });
    expect((await post('/users', body, await system.tokenFor(['support']))).status).toBe(403);
    const proof = await askCode(body.email, '/users/otp/send', { email: body.email, purpose: 'resetPassword' });
    expect((await post('/users/password/reset', { ...proof, newPassword: 'my-own-one' })).status).toBe(200);
    const signedIn = await post('/users/login', { email: body.email, password: 'my-own-one' });
    expect(signedIn).toMatchObject({ status: 200, body: { roles: ['support'] } });
  });

  it('keeps the id that it had elsewhere, and is made once', async () => {
    const admin = await system.tokenFor(['admin']);
    const userId = '01980000-0000-7000-8000-0000000000aa';
    const body = { userId, name: 'Demo', email: 'demo@example.com' };
    for (let time = 0; time < 2; time += 1)
      expect(await post('/users', body, admin)).toMatchObject({ status: 201, body: { userId, roles: ['customer'] } });
    const own = await system.tokenFor(['customer'], userId);
    expect((await system.call('GET', `/users/${userId}`, { token: own })).status).toBe(200);
  });
});
