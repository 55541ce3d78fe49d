import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newPhone, signInByPhone, type SignedIn } from '../support/phone-sign-in.ts';
import { startTestSystem, type Answer, type TestSystem } from '../support/system.ts';

const MINUTE_MS = 60_000;
let system: TestSystem;
let admin: string;
beforeAll(async () => {
  system = await startTestSystem();
  admin = await system.tokenFor(['admin']);
});
afterAll(() => system.stop());

const byAdmin = (method: string, path: string, body?: unknown): Promise<Answer> =>
  system.call(method, path, { token: admin, ...(body === undefined ? {} : { body }) });
const refreshed = ({ refreshToken }: SignedIn): Promise<Answer> =>
  system.call('POST', '/users/token/refresh', { body: { refreshToken } });

describe('roles', () => {
  it('are granted and taken by an admin only, and are in the next access token', async () => {
    const user = await signInByPhone(system, newPhone());
    const path = `/users/${user.userId}/roles/vendor`;
    expect((await system.call('PUT', path, { token: user.accessToken })).status).toBe(403);
    expect(await byAdmin('PUT', path)).toMatchObject({ status: 200, body: { roles: ['customer', 'vendor'] } });
    expect(await refreshed(user)).toMatchObject({ status: 200, body: { roles: ['customer', 'vendor'] } });
    expect(await byAdmin('DELETE', path)).toMatchObject({ status: 200, body: { roles: ['customer'] } });
    expect(await byAdmin('PUT', `/users/${user.userId}/roles/king`)).toMatchObject({
      status: 400,
      body: { errors: [{ pointer: '/params/role' }] },
    });
  });

  it('are listed page by page without personal data', async () => {
    for (let n = 0; n < 3; n += 1) await signInByPhone(system, newPhone());
    await system.settled();
    const seen: string[] = [];
    let cursor = '';
    do {
      const page = await byAdmin('GET', `/users?limit=2${cursor}`);
      expect(page.status).toBe(200);
      expect(JSON.stringify(page.body)).not.toContain('Asha');
      const { users, next } = page.body as { users: { userId: string }[]; next: string | null };
      seen.push(...users.map(({ userId }) => userId));
      cursor = next === null ? '' : `&cursor=${next}`;
    } while (cursor !== '');
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen.length).toBeGreaterThanOrEqual(4);
    expect(await byAdmin('GET', '/users?role=vendor')).toMatchObject({ body: { users: [], next: null } });
    const customer = await system.tokenFor(['customer']);
    expect((await system.call('GET', '/users', { token: customer })).status).toBe(403);
  });
});

describe('suspension', () => {
  it('stops refreshing and signing in, and is lifted', async () => {
    const phone = newPhone();
    const user = await signInByPhone(system, phone);
    const path = `/users/${user.userId}/suspension`;
    expect(await byAdmin('POST', path, { reason: 'fraud' })).toMatchObject({ body: { status: 'suspended' } });
    expect(await refreshed(user)).toMatchObject({ status: 403, body: { code: 'AccountSuspended' } });
    expect(await byAdmin('DELETE', path)).toMatchObject({ body: { status: 'active' } });
    expect(await refreshed(user)).toMatchObject({ status: 401, body: { code: 'SessionRevoked' } });
    system.advance(2 * MINUTE_MS);
    expect(await signInByPhone(system, phone)).toMatchObject({ userId: user.userId });
  });
});

describe('an API key', () => {
  it('lets a service in until it is revoked, by either header', async () => {
    const issued = await byAdmin('POST', '/api-keys', { name: 'courier', roles: ['support'] });
    expect(issued.status).toBe(201);
    const { apiKeyId, key } = issued.body as { apiKeyId: string; key: string };
    const get = (headers: Record<string, string>) => system.call('GET', '/users', { headers });
    expect((await get({ 'x-api-key': key })).status).toBe(200);
    expect((await get({ authorization: `ApiKey ${key}` })).status).toBe(200);
    const wrong = `${key.slice(0, -1)}${key.endsWith('0') ? '1' : '0'}`;
    expect(await get({ 'x-api-key': wrong })).toMatchObject({ status: 401, body: { code: 'InvalidApiKey' } });
    expect((await system.call('GET', '/api-keys', { headers: { 'x-api-key': key } })).status).toBe(403);
    await system.settled();
    const listed = await byAdmin('GET', '/api-keys');
    expect(listed.body).toMatchObject({ apiKeys: [{ apiKeyId, name: 'courier', revokedAt: null }] });
    expect(JSON.stringify(listed.body)).not.toContain(key.split('.')[1]);
    expect((await byAdmin('DELETE', `/api-keys/${apiKeyId}`)).status).toBe(200);
    expect((await get({ 'x-api-key': key })).status).toBe(401);
  });

  it('lapses at its time', async () => {
    const expiresAt = new Date(Date.now() + 10_000 * MINUTE_MS).toISOString();
    const issued = await byAdmin('POST', '/api-keys', { name: 'short', roles: ['support'], expiresAt });
    const { key } = issued.body as { key: string };
    expect((await system.call('GET', '/users', { headers: { 'x-api-key': key } })).status).toBe(200);
    system.advance(10_000 * MINUTE_MS);
    expect((await system.call('GET', '/users', { headers: { 'x-api-key': key } })).status).toBe(401);
  });
});

describe('a PIN code', () => {
  it('is served, served prepaid only, or not served', async () => {
    const ask = (postalCode: string) => system.call('GET', `/addresses/serviceability/${postalCode}`);
    expect((await ask('500081')).body).toEqual({ postalCode: '500081', serviceable: true, cashOnDelivery: true });
    expect((await ask('190001')).body).toMatchObject({ serviceable: true, cashOnDelivery: false });
    expect((await ask('744101')).body).toMatchObject({ serviceable: false, cashOnDelivery: false });
    expect((await ask('900001')).body).toMatchObject({ serviceable: false });
    expect((await ask('012345')).status).toBe(400);
  });
});
