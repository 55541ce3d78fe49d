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
