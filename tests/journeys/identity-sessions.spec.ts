import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { v7 as uuidV7 } from 'uuid';
import { challengeFor, newPhone, signInByPhone, type SignedIn } from '../support/phone-sign-in.ts';
import { startTestSystem, type Answer, type TestSystem } from '../support/system.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
let system: TestSystem;
beforeAll(async () => {
  system = await startTestSystem();
});
afterAll(() => system.stop());

const refresh = (refreshToken: string, key?: string): Promise<Answer> =>
  system.call('POST', '/users/token/refresh', { body: { refreshToken }, ...(key === undefined ? {} : { key }) });
const tokenOf = (answer: Answer): string => (answer.body as { refreshToken: string }).refreshToken;
const refused = (code: string) => ({ status: 401, body: { code } });
/** Signs the same person in on another device. */
const signInAgain = async (phone: string): Promise<SignedIn> => {
  system.advance(2 * MINUTE_MS);
  return signInByPhone(system, phone);
};

describe('refresh tokens', () => {
  it('are good once, and using one again ends the session', async () => {
    const first = await signInByPhone(system, newPhone());
    const second = await refresh(first.refreshToken);
    expect(second).toMatchObject({ status: 200, body: { sessionId: first.sessionId } });
    expect(tokenOf(second)).not.toBe(first.refreshToken);
    expect(await refresh(first.refreshToken)).toMatchObject(refused('RefreshTokenReused'));
    expect(await refresh(tokenOf(second))).toMatchObject(refused('SessionRevoked'));
  });

  it('give the same answer to a repeated request, but not after the next one', async () => {
    const { refreshToken } = await signInByPhone(system, newPhone());
    const key = uuidV7();
    const first = await refresh(refreshToken, key);
    expect(tokenOf(await refresh(refreshToken, key))).toBe(tokenOf(first));
    expect(await refresh(tokenOf(first))).toMatchObject({ status: 200 });
    expect(await refresh(refreshToken, key)).toMatchObject(refused('InvalidRefreshToken'));
  });

  it('lapse after thirty days without use', async () => {
    const { refreshToken } = await signInByPhone(system, newPhone());
    system.advance(30 * DAY_MS - MINUTE_MS);
    const kept = await refresh(refreshToken);
    expect(kept).toMatchObject({ status: 200 });
    system.advance(30 * DAY_MS);
    expect(await refresh(tokenOf(kept))).toMatchObject(refused('SessionExpired'));
  });

  it('cannot be made up', async () => {
    const { sessionId } = await signInByPhone(system, newPhone());
    expect(await refresh(`${sessionId}.1.${'0'.repeat(64)}`)).toMatchObject(refused('InvalidRefreshToken'));
    expect(await refresh('nonsense')).toMatchObject(refused('InvalidRefreshToken'));
  });
});

describe('sessions', () => {
  it('are listed for their owner, and each can be ended', async () => {
    const phone = newPhone();
    const first = await signInByPhone(system, phone);
    const second = await signInAgain(phone);
    const path = `/users/${first.userId}/sessions`;
    await system.settled();
    const list = await system.call('GET', path, { token: second.accessToken });
    expect(list.body).toMatchObject({
      sessions: [
        { sessionId: second.sessionId, isCurrent: true, method: 'otp', ip: '127.0.0.1' },
        { sessionId: first.sessionId, isCurrent: false, method: 'signUp' },
      ],
    });
    const stranger = await signInByPhone(system, newPhone());
    expect((await system.call('GET', path, { token: stranger.accessToken })).status).toBe(403);
    const foreign = `/users/${stranger.userId}/sessions/${first.sessionId}`;
    expect((await system.call('DELETE', foreign, { token: stranger.accessToken })).status).toBe(404);
    const end = await system.call('DELETE', `${path}/${first.sessionId}`, { token: second.accessToken });
    expect(end.status).toBe(200);
    expect(await refresh(first.refreshToken)).toMatchObject(refused('SessionRevoked'));
    const after = await system.call('GET', path, {
      token: second.accessToken,
      headers: { 'read-after': end.headers.get('x-position')! },
    });
    expect((after.body as { sessions: unknown[] }).sessions).toHaveLength(1);
  });

  it('end with logging out, by access token or by refresh token', async () => {
    const phone = newPhone();
    const first = await signInByPhone(system, phone);
    expect((await system.call('POST', '/users/logout', { token: first.accessToken })).status).toBe(200);
    expect(await refresh(first.refreshToken)).toMatchObject(refused('SessionRevoked'));
    const { refreshToken } = await signInAgain(phone);
    expect((await system.call('POST', '/users/logout', { body: { refreshToken } })).status).toBe(200);
    expect(await refresh(refreshToken)).toMatchObject(refused('SessionRevoked'));
    expect((await system.call('POST', '/users/logout')).status).toBe(401);
  });

  it('end everywhere at once, and a new one is not touched', async () => {
    const phone = newPhone();
    const first = await signInByPhone(system, phone);
    const second = await signInAgain(phone);
    const out = await system.call('POST', '/users/logout-everywhere', { token: second.accessToken });
    expect(out.status).toBe(200);
    for (const { refreshToken } of [first, second])
      expect(await refresh(refreshToken)).toMatchObject(refused('SessionRevoked'));
    const third = await signInAgain(phone);
    expect(await refresh(third.refreshToken)).toMatchObject({ status: 200 });
  });

  it('end when a forgotten password is reset', async () => {
    const phone = newPhone();
    const first = await signInByPhone(system, phone);
    const put = (body: unknown, token = first.accessToken) =>
      system.call('PUT', `/users/${first.userId}/email`, { token, body });
    system.advance(2 * MINUTE_MS);
    const sent = await system.call('POST', `/users/${first.userId}/otp/send`, { token: first.accessToken });
    const { challengeId } = sent.body as { challengeId: string };
    expect((await put({ email: 'asha@example.in', proof: { password: 'none was set' } })).status).toBe(401);
    system.advance(2 * MINUTE_MS);
    const foreign = await challengeFor(system, phone);
    expect((await put({ email: 'asha@example.in', proof: foreign })).status).toBe(404);
    expect(challengeId).not.toBe(foreign.challengeId);

    system.advance(2 * MINUTE_MS);
    const proof = await challengeFor(system, phone, 'resetPassword');
    const reset = { body: { ...proof, newPassword: 'a new password' } };
    expect((await system.call('POST', '/users/password/reset', reset)).status).toBe(200);
    expect(await refresh(first.refreshToken)).toMatchObject(refused('SessionRevoked'));
    const byPassword = { email: 'asha@example.in', proof: { password: 'a new password' } };
    expect(await put(byPassword)).toMatchObject(refused('SessionRevoked'));
    const { accessToken } = await signInAgain(phone);
    const changed = { email: 'asha@example.in', hasPassword: true };
    expect(await put(byPassword, accessToken)).toMatchObject({ status: 200, body: changed });
    const login = { body: { email: 'asha@example.in', password: 'a new password' } };
    expect((await system.call('POST', '/users/login', login)).status).toBe(200);
  });
});
