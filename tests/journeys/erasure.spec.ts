import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { askDeletion } from '../support/account-deletion.ts';
import { newPhone, signInByPhone, type SignedIn } from '../support/phone-sign-in.ts';
import { buyAndPay, ok, openShop, type Buyer, type Shop } from '../support/purchase.ts';
import { registerClient, post } from '../support/oauth-client.ts';
import { startTestSystem, type Answer, type TestSystem } from '../support/system.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const NAME = 'Zubeida Qazi';
let system: TestSystem;
let shop: Shop;
beforeAll(async () => {
  system = await startTestSystem();
  shop = await openShop(system);
});
afterAll(() => system.stop());

const address = {
  fullName: NAME,
  phone: '9876543210',
  line1: '4 Lake Road',
  city: 'Hyderabad',
  state: 'Telangana',
  postalCode: '500081',
};
const addAddress = ({ userId, accessToken }: SignedIn): Promise<Answer> =>
  system.call('POST', `/users/${userId}/addresses`, { token: accessToken, body: address });
const buyerOf = ({ userId, accessToken: token }: SignedIn): Buyer => {
  const place: Buyer['place'] = (body) => system.call('POST', '/orders', { token, body });
  return {
    userId,
    token,
    place,
    buy: (article, quantity = 1) => place({ paymentMethod: 'PREPAID', items: [{ ...article, quantity }] }),
    get: (path) => system.call('GET', path, { token }),
    post: (path, body = {}) => system.call('POST', path, { token, body }),
  };
};

describe('erasing an account', () => {
  it('waits for orders under way, and then leaves nothing of the person in any view', async () => {
    const user = await signInByPhone(system, newPhone(), NAME);
    ok(await addAddress(user), 201);
    const { orderId } = (await buyAndPay(buyerOf(user), system, await shop.sell(5))).body as { orderId: string };
    await system.settled();
    expect(await askDeletion(system, user)).toMatchObject({ status: 409, body: { code: 'OrderUnderWay' } });

    const byVendor = { token: shop.ownerToken, body: {} };
    const parcel = { courier: 'Delhivery', trackingNumber: 'AWB-1' };
    ok(await system.call('POST', `/orders/${orderId}/ship`, { ...byVendor, body: parcel }));
    await system.settled();
    expect(await askDeletion(system, user)).toMatchObject({ status: 409, body: { code: 'OrderUnderWay' } });
    ok(await system.call('POST', `/orders/${orderId}/deliver`, byVendor));
    await system.settled();

    const asAdmin = async (path: string): Promise<string> =>
      JSON.stringify((await system.call('GET', path, { token: shop.admin })).body);
    const views = [
      `/orders/${orderId}`,
      `/orders/${orderId}/tracking`,
      `/users/${user.userId}/addresses`,
      `/users/${user.userId}/export`,
      `/users/${user.userId}`,
    ];
    expect((await Promise.all(views.map(asAdmin))).join()).toContain(NAME);
    expect((await askDeletion(system, user)).status).toBe(202);
    system.advance(8 * DAY_MS);
    const isGone = async () =>
      (await system.call('GET', `/users/${user.userId}`, { token: shop.admin })).status === 404;
    await expect.poll(isGone, { timeout: 10_000 }).toBe(true);
    await system.settled();
    const after = (await Promise.all(views.map(asAdmin))).join();
    expect(after).toContain(orderId);
    for (const trace of [NAME, address.line1, address.phone]) expect(after).not.toContain(trace);
    expect((await system.system.ports.personKeys.get([user.userId])).size).toBe(0);
    expect(await addAddress(user)).toMatchObject({ status: 401, body: { code: 'SessionRevoked' } });
  });
});

it('store credit lapses with the account, which the answer to the request says', async () => {
  const user = await signInByPhone(system, newPhone());
  const staff = { token: await system.tokenFor(['admin']) };
  const given = { amountPaise: 30_000, reason: 'the parcel came late' };
  ok(await system.call('POST', `/store-credit/${user.userId}/goodwill`, { ...staff, body: given }), 201);
  expect(await askDeletion(system, user)).toMatchObject({
    status: 202,
    body: { lapsingStoreCredit: { amount: 30_000 } },
  });
  system.advance(8 * DAY_MS);
  const token = await system.tokenFor(['admin']);
  const account = `/ledger/accounts/store-credit:${user.userId}/explain`;
  await expect
    .poll(async () => (await system.call('GET', account, { token })).body as unknown, { timeout: 20_000 })
    .toMatchObject({
      balance: { amount: 0 },
      entries: [{ event: 'StoreCreditLapsed', counterAccount: 'store-credit-promised' }, {}],
    });
  const view = await system.call('GET', `/store-credit/${user.userId}`, { token });
  expect(view.body).toMatchObject({ balance: { amount: 0 } });
});

describe('an access token that has not expired', () => {
  it('writes nothing after its user has logged out everywhere', async () => {
    const user = await signInByPhone(system, newPhone());
    ok(await addAddress(user), 201);
    ok(await system.call('POST', '/users/logout-everywhere', { token: user.accessToken }), 200);
    expect(await addAddress(user)).toMatchObject({ status: 401, body: { code: 'SessionRevoked' } });
  });
  it('writes nothing while its user is suspended or about to leave', async () => {
    const [suspended, leaving] = [await signInByPhone(system, newPhone()), await signInByPhone(system, newPhone())];
    const order = { token: shop.admin, body: { reason: 'fraud' } };
    ok(await system.call('POST', `/users/${suspended.userId}/suspension`, order), 200);
    expect(await addAddress(suspended)).toMatchObject({ status: 403, body: { code: 'AccountSuspended' } });
    expect((await askDeletion(system, leaving)).status).toBe(202);
    expect(await addAddress(leaving)).toMatchObject({ status: 409, body: { code: 'AccountDeletionPending' } });
  });
  it('writes nothing for a third party that was retired', async () => {
    const client = await registerClient(system, { grantTypes: ['client_credentials'], scopes: ['service'] });
    const { body } = await post(system, 'token', client, { grant_type: 'client_credentials' });
    const { userId } = await signInByPhone(system, newPhone());
    const accessToken = body['access_token']!;
    const write = () => addAddress({ userId, accessToken } as SignedIn);
    ok(await write(), 201);
    ok(await system.call('DELETE', `/oauth-clients/${client.clientId}`, { token: shop.admin }), 200);
    expect(await write()).toMatchObject({ status: 401, body: { code: 'SessionRevoked' } });
  });
  it('repeats the answer to what it did before, also when that was to end itself', async () => {
    const user = await signInByPhone(system, newPhone());
    const key = crypto.randomUUID();
    const out = () => system.call('POST', '/users/logout-everywhere', { token: user.accessToken, key });
    expect([(await out()).status, (await out()).status]).toEqual([200, 200]);
  });
});
