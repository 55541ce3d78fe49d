import { afterAll, beforeAll, expect, it } from 'vitest';
import { signInByPhone } from '../support/phone-sign-in.ts';
import { startTestSystem, type TestSystem } from '../support/system.ts';

let shop: TestSystem;
beforeAll(async () => {
  shop = await startTestSystem();
});
afterAll(() => shop.stop());

it('lets nobody in on the access token of a session that was ended, and everybody else', async () => {
  const phone = '+919812300011';
  const here = await signInByPhone(shop, phone);
  // A second code is sent after a while only.
  shop.advance(61_000);
  const there = await signInByPhone(shop, phone);
  const read = async (token: string): Promise<number> =>
    (await shop.call('GET', `/users/${here.userId}/addresses`, { token })).status;
  expect([await read(here.accessToken), await read(there.accessToken)]).toEqual([200, 200]);
  const out = await shop.call('POST', '/users/logout', { token: here.accessToken, body: {} });
  expect(out.status, JSON.stringify(out.body)).toBe(200);
  await shop.settled();
  expect([await read(here.accessToken), await read(there.accessToken)]).toEqual([401, 200]);
});

it('shuts out every session on logging out everywhere, and the ones opened later not', async () => {
  const phone = '+919812300012';
  const here = await signInByPhone(shop, phone);
  const read = async (token: string): Promise<number> =>
    (await shop.call('GET', `/users/${here.userId}`, { token })).status;
  const out = await shop.call('POST', '/users/logout-everywhere', { token: here.accessToken });
  expect(out.status).toBe(200);
  shop.advance(61_000);
  const later = await signInByPhone(shop, phone);
  expect([await read(here.accessToken), await read(later.accessToken)]).toEqual([401, 200]);
});

it('shuts out a suspended user from reading too, and a session that was refreshed before', async () => {
  const { userId, accessToken, refreshToken } = await signInByPhone(shop, '+919812300013');
  const refreshed = await shop.call('POST', '/users/token/refresh', { body: { refreshToken } });
  const again = (refreshed.body as { accessToken: string }).accessToken;
  const read = async (token: string): Promise<number> =>
    (await shop.call('GET', `/users/${userId}/preferences`, { token })).status;
  expect([await read(accessToken), await read(again)]).toEqual([200, 200]);
  const admin = await shop.tokenFor(['admin']);
  const suspended = await shop.call('POST', `/users/${userId}/suspension`, {
    token: admin,
    body: { reason: 'fraud' },
  });
  expect(suspended.status).toBe(200);
  await shop.settled();
  expect([await read(accessToken), await read(again)]).toEqual([401, 401]);
});
