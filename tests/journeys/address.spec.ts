import { afterAll, beforeAll, expect, it } from 'vitest';
import { v7 as uuidV7 } from 'uuid';
import { startTestSystem, type TestSystem } from '../support/system.ts';
import { address } from '../support/address.ts';

let shop: TestSystem;
beforeAll(async () => (shop = await startTestSystem()));
afterAll(() => shop.stop());

it('keeps an address book that only its owner may see', async () => {
  const userId = uuidV7();
  const token = await shop.tokenFor(['customer'], userId);
  const added = await shop.call('POST', `/users/${userId}/addresses`, { token, body: address });
  expect(added.status).toBe(201);
  expect(added.headers.get('etag')).toBe('"1"');
  expect(added.body.addresses).toMatchObject([{ city: 'Hyderabad', isDefault: true }]);
  const read = await shop.call('GET', `/users/${userId}/addresses`, {
    token,
    headers: { 'read-after': added.headers.get('x-position')! },
  });
  expect(read.body).toEqual(added.body);
  const stranger = await shop.tokenFor(['customer']);
  expect((await shop.call('GET', `/users/${userId}/addresses`, { token: stranger })).status).toBe(403);
  expect((await shop.call('GET', `/users/${userId}/addresses`)).status).toBe(401);
});

it('gives the first answer to a repeated request, and none to another request under the same key', async () => {
  const userId = uuidV7();
  const token = await shop.tokenFor(['customer'], userId);
  const key = uuidV7();
  const first = await shop.call('POST', `/users/${userId}/addresses`, { token, body: address, key });
  const again = await shop.call('POST', `/users/${userId}/addresses`, { token, body: address, key });
  expect(again.body).toEqual(first.body);
  const other = await shop.call('POST', `/users/${userId}/addresses`, {
    token,
    body: { ...address, city: 'Pune' },
    key,
  });
  expect(other).toMatchObject({ status: 422, body: { code: 'IdempotencyKeyReused' } });
});

it('names the wrong field', async () => {
  const userId = uuidV7();
  const token = await shop.tokenFor(['customer'], userId);
  const refused = await shop.call('POST', `/users/${userId}/addresses`, {
    token,
    body: { ...address, postalCode: '12' },
  });
  expect(refused).toMatchObject({
    status: 400,
    body: { code: 'InvalidRequest', errors: [{ pointer: '/body/postalCode' }] },
  });
  expect(refused.headers.get('content-type')).toContain('application/problem+json');
});

it('refuses a write under an old revision', async () => {
  const userId = uuidV7();
  const token = await shop.tokenFor(['customer'], userId);
  await shop.call('POST', `/users/${userId}/addresses`, { token, body: address });
  const refused = await shop.call('POST', `/users/${userId}/addresses`, {
    token,
    body: address,
    headers: { 'if-match': '"0"' },
  });
  expect(refused).toMatchObject({ status: 412, body: { code: 'RevisionMismatch' } });
});

it('knows the state that a parcel goes to, however it is written, since it decides the tax', async () => {
  const userId = uuidV7();
  const token = await shop.tokenFor(['customer'], userId);
  const path = `/users/${userId}/addresses`;
  const refused = await shop.call('POST', path, { token, body: { ...address, state: 'Atlantis' } });
  expect(refused).toMatchObject({ status: 400, body: { errors: [{ pointer: '/body/state' }] } });
  const added = await shop.call('POST', path, { token, body: { ...address, state: 'telengana' } });
  expect(added).toMatchObject({ status: 201, body: { addresses: [{ state: 'Telangana' }] } });
  const one = `${path}/${(added.body as { addresses: { id: string }[] }).addresses[0]!.id}`;
  const changed = await shop.call('PUT', one, { token, body: { ...address, state: 'Orissa' } });
  expect(changed.body).toMatchObject({ addresses: [{ state: 'Odisha' }] });
});
