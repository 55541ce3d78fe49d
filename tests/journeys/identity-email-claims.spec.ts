import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mailTo } from '../support/mail.ts';
import { newPhone, signInByPhone } from '../support/phone-sign-in.ts';
import { startTestSystem, type Answer, type TestSystem } from '../support/system.ts';

const AFTER_RESEND_MS = 61_000;
let system: TestSystem;
beforeAll(async () => {
  system = await startTestSystem();
});
afterAll(() => system.stop());

const put = (path: string, body: unknown, token: string): Promise<Answer> => system.call('PUT', path, { body, token });
const askCode = async (email: string, path: string, token: string) => {
  const asked = await system.call('POST', path, { body: { email }, token });
  expect(asked.status, JSON.stringify(asked.body)).toBe(200);
  const { challengeId } = asked.body as { challengeId: string };
  return { challengeId, code: (await mailTo(system, email))[0]?.otp ?? 'none' };
};

describe('an e-mail address that somebody else claims', () => {
  it('is taken over by whoever proves it, and the other account goes on without it', async () => {
    const [phone, victim] = [newPhone(), await signInByPhone(system, newPhone())];
    const email = 'squatted@example.com';
    const squatter = await signInByPhone(system, phone);
    const claimed = await put(`/users/${squatter.userId}/email`, { email }, squatter.accessToken);
    expect(claimed).toMatchObject({ status: 200, body: { email, emailVerified: false } });
    const path = `/users/${victim.userId}/email`;
    const taken = { status: 409, body: { code: 'ContactTaken' } };
    expect(await put(path, { email }, victim.accessToken)).toMatchObject(taken);
    const proof = await askCode(email, `${path}/otp`, victim.accessToken);
    expect(await put(path, proof, victim.accessToken)).toMatchObject({
      status: 200,
      body: { email, emailVerified: true },
    });
    const other = await system.call('GET', `/users/${squatter.userId}`, { token: squatter.accessToken });
    expect(other).toMatchObject({ status: 200, body: { email: null, phone } });
    system.advance(AFTER_RESEND_MS);
    const again = await askCode(email, `/users/${squatter.userId}/email/otp`, squatter.accessToken);
    expect(await put(`/users/${squatter.userId}/email`, again, squatter.accessToken)).toMatchObject(taken);
  });

  it('needs the code that was sent for this account, and a session just proven', async () => {
    const [first, second] = [await signInByPhone(system, newPhone()), await signInByPhone(system, newPhone())];
    const email = 'mine@example.com';
    const proof = await askCode(email, `/users/${first.userId}/email/otp`, first.accessToken);
    const path = `/users/${second.userId}/email`;
    expect(await put(path, proof, second.accessToken)).toMatchObject({
      status: 404,
      body: { code: 'OtpChallengeNotFound' },
    });
    system.advance(2 * AFTER_RESEND_MS);
    const wrong = { ...proof, code: proof.code === '000000' ? '000001' : '000000' };
    expect(await put(`/users/${first.userId}/email`, wrong, first.accessToken)).toMatchObject({ status: 422 });
    system.advance(4 * AFTER_RESEND_MS);
    expect(await put(`/users/${first.userId}/email`, proof, first.accessToken)).toMatchObject({
      status: 401,
      body: { code: 'InsufficientUserAuthentication' },
    });
  });
});
