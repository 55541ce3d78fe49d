import { expect } from 'vitest';
import { mailTo } from './mail.ts';
import type { TestSystem } from './system.ts';

export type ProvenCustomer = { readonly userId: string; readonly token: string; readonly email: string };

/** A customer who has proven an e-mail address. */
export const provenCustomer = async (shop: TestSystem, email: string): Promise<ProvenCustomer> => {
  const answer = await shop.call('POST', '/users/register', { body: { name: 'Asha', email, password: 'password' } });
  const { userId, accessToken: token } = answer.body as { userId: string; accessToken: string };
  const path = `/users/${userId}/email/verification`;
  const asked = await shop.call('POST', path, { token });
  const { challengeId } = asked.body as { challengeId: string };
  const body = { challengeId, code: (await mailTo(shop, email))[0]!.otp };
  expect((await shop.call('PUT', path, { token, body })).status).toBe(200);
  return { userId, token, email };
};
