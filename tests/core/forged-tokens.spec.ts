import { generateKeyPairSync } from 'node:crypto';
import { v7 as uuidV7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { jwtAccessTokens } from '../../infra/auth/access-tokens.ts';
import { startTestSystem, type TestSystem } from '../support/system.ts';

const userId = uuidV7();
const path = `/users/${userId}/addresses`;
let shop: TestSystem;
let token: string;
beforeAll(async () => {
  shop = await startTestSystem();
  token = await shop.tokenFor(['customer'], userId);
});
afterAll(() => shop.stop());

describe('whoever asks', () => {
  it('is nobody with a forged, changed, foreign or expired token', async () => {
    const caller = { userId, roles: ['admin' as const] };
    const strangers = jwtAccessTokens(generateKeyPairSync('ed25519').privateKey, Date.now);
    const [head, , signature] = token.split('.');
    const claims = Buffer.from(
      JSON.stringify({ sub: userId, roles: ['admin'], iss: 'only2u', aud: 'only2u', exp: 9e9 }),
    );
    const none = Buffer.from('{"alg":"none"}').toString('base64url');
    for (const bad of [
      await strangers.issue(caller, 600),
      await shop.system.ports.accessTokens.issue(caller, -1),
      `${head}.${claims.toString('base64url')}.${signature}`,
      `${none}.${claims.toString('base64url')}.`,
      'x',
      '',
    ])
      expect(await shop.call('GET', path, { token: bad })).toMatchObject({ status: 401 });
    expect(await shop.call('GET', path, { headers: { authorization: `Basic ${token}` } })).toMatchObject({
      status: 401,
    });
    expect((await shop.call('GET', path, { token })).status).toBe(200);
  });
});
