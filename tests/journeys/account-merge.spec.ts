import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { v7 as uuidV7 } from 'uuid';
import { codeSentTo, newPhone, signInByPhone, type SignedIn } from '../support/phone-sign-in.ts';
import { buyAndPay, ok, openShop, type Buyer } from '../support/purchase.ts';
import { startTestSystem, type Answer, type CallOptions, type TestSystem } from '../support/system.ts';

const MINUTE_MS = 60_000;
let system: TestSystem;
beforeAll(async () => {
  system = await startTestSystem();
});
afterAll(() => system.stop());

const as = ({ userId, accessToken: token }: SignedIn) => ({
  call: (method: string, path: string, options: CallOptions = {}): Promise<Answer> =>
    system.call(method, `/users/${userId}${path}`, { token, ...options }),
});
const codeTo = async (user: SignedIn, phone: string): Promise<{ challengeId: string; code: string }> => {
  const { body } = await as(user).call('POST', '/merge/otp', { body: { phone } });
  return { challengeId: (body as { challengeId: string }).challengeId, code: await codeSentTo(system, phone) };
};
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
const address = {
  fullName: 'Asha Rao',
  phone: '9876543210',
  line1: '1 MG Road',
  city: 'Pune',
  state: 'Maharashtra',
  postalCode: '411001',
};

/** Two accounts of one person, the older first, who has just signed in to both. */
const twoAccounts = async () => {
  const phones = [newPhone(), newPhone()] as const;
  await signInByPhone(system, phones[0]);
  system.advance(2 * MINUTE_MS);
  const younger = await signInByPhone(system, phones[1]);
  const older = await signInByPhone(system, phones[0]);
  // A code that was just sent to a phone keeps the next one waiting.
  system.advance(2 * MINUTE_MS);
  return { phones, older, younger };
};
const merged = async (user: SignedIn): Promise<void> => {
  await expect
    .poll(async () => (await as(user).call('GET', '/merges')).body as unknown)
    .toMatchObject({ merges: [{ status: 'merged' }] });
  await system.settled();
};

describe('two accounts of one person', () => {
  it('become one: the younger moves into the older, and both phones sign in there', async () => {
    const { phones, older, younger } = await twoAccounts();
    const service = await system.tokenFor(['service']);
    const grants = (userId: string, coins: number) =>
      system.call('POST', `/wallet/${userId}/grants`, { token: service, body: { coins } });
    await grants(older.userId, 200);
    await grants(younger.userId, 100);
    const admin = await system.tokenFor(['admin']);
    const goodwill = { amountPaise: 5_000, reason: 'the parcel came late' };
    await system.call('POST', `/store-credit/${younger.userId}/goodwill`, { token: admin, body: goodwill });
    const added = await as(younger).call('POST', '/addresses', { body: address });
    expect(added.status).toBe(201);
    await as(younger).call('POST', '/measurements', { body: { lengthUnit: 'cm', weightUnit: 'kg', waist: 72 } });
    await as(younger).call('PUT', '/preferences', { body: { size: 'M' } });

    const key = uuidV7();
    const request = { body: await codeTo(older, phones[1]), key };
    const answer = await as(older).call('POST', '/merge', request);
    expect(answer).toMatchObject({
      status: 202,
      body: { userId: older.userId, absorbedUserId: younger.userId, status: 'merging', signInAgain: false },
    });
    expect((await as(older).call('POST', '/merge', request)).body).toEqual(answer.body);
    await merged(older);

    expect(await system.call('GET', `/wallet/${older.userId}`, { token: older.accessToken })).toMatchObject({
      body: { spendable: 300 },
    });
    expect(await system.call('GET', `/store-credit/${older.userId}`, { token: older.accessToken })).toMatchObject({
      body: { balance: { amount: 5_000 } },
    });
    expect((await as(older).call('GET', '/addresses')).body).toMatchObject({ addresses: [{ line1: address.line1 }] });
    expect((await as(older).call('GET', '/measurements')).body).toMatchObject({ current: { waist: 72 } });
    expect((await as(older).call('GET', '/preferences')).body).toMatchObject({ size: 'M' });
    expect((await as(younger).call('PUT', '', { body: { bio: 'x' } })).status).toBe(401);
    const refresh = { body: { refreshToken: younger.refreshToken } };
    expect((await system.call('POST', '/users/token/refresh', refresh)).status).toBe(401);

    // What is given to the younger account later arrives at the older one.
    await grants(younger.userId, 50);
    await system.settled();
    expect(await system.call('GET', `/wallet/${older.userId}`, { token: older.accessToken })).toMatchObject({
      body: { spendable: 350 },
    });
    system.advance(2 * MINUTE_MS);
    for (const phone of phones) expect((await signInByPhone(system, phone)).userId).toBe(older.userId);
  });

  it('are merged the same way by whoever is signed in to the younger, who signs in again', async () => {
    const { phones, older, younger } = await twoAccounts();
    const answer = await as(younger).call('POST', '/merge', { body: await codeTo(younger, phones[0]) });
    expect(answer).toMatchObject({ status: 202, body: { userId: older.userId, signInAgain: true } });
    await merged(older);
    expect((await as(younger).call('PUT', '', { body: { bio: 'x' } })).status).toBe(401);
  });

  it('wait for orders under way, which the older then reads as its own', async () => {
    const { phones, older, younger } = await twoAccounts();
    const shop = await openShop(system);
    ok(await as(younger).call('POST', '/addresses', { body: address }), 201);
    const { orderId } = (await buyAndPay(buyerOf(younger), system, await shop.sell(5))).body as { orderId: string };
    await system.settled();
    const early = await as(older).call('POST', '/merge', { body: await codeTo(older, phones[1]) });
    expect(early).toMatchObject({ status: 409, body: { code: 'OrderUnderWay' } });
    const byVendor = (path: string, body: object = {}) =>
      system.call('POST', `/orders/${orderId}/${path}`, { token: shop.ownerToken, body });
    ok(await byVendor('ship', { courier: 'Delhivery', trackingNumber: `AWB-${orderId}` }));
    ok(await byVendor('deliver'));
    await system.settled();

    const buyer = buyerOf(older);
    expect((await buyer.get(`/orders/${orderId}`)).status).toBe(404);
    system.advance(MINUTE_MS);
    ok(await as(older).call('POST', '/merge', { body: await codeTo(older, phones[1]) }), 202);
    await merged(older);
    expect((await buyer.get(`/orders/user/${older.userId}`)).body).toMatchObject({
      orders: [{ id: orderId, userId: younger.userId }],
    });
    expect(await buyer.get(`/orders/${orderId}`)).toMatchObject({ status: 200, body: { id: orderId } });
    const payments = ok(await buyer.get(`/payments/order/${orderId}`)).body as { payments: unknown[] };
    expect(payments.payments).toHaveLength(1);
    const stranger = buyerOf(await signInByPhone(system, newPhone()));
    expect((await stranger.get(`/orders/${orderId}`)).status).toBe(404);
  });

  it('are erased together', async () => {
    const { phones, older, younger } = await twoAccounts();
    await as(older).call('POST', '/merge', { body: await codeTo(older, phones[1]) });
    await merged(older);
    expect((await as(older).call('POST', '/deletion', { body: {} })).status).toBe(202);
    system.advance(7 * 24 * 60 * MINUTE_MS);
    const keys = async () => (await system.system.ports.personKeys.get([older.userId, younger.userId])).size;
    await expect.poll(keys, { timeout: 10_000 }).toBe(0);
  });
});

describe('a merge is refused', () => {
  const refusal = (status: number, code: string) => ({ status, body: { code } });

  it('without a fresh proof of the session', async () => {
    const { phones, older } = await twoAccounts();
    const body = await codeTo(older, phones[1]);
    system.advance(3 * MINUTE_MS);
    expect(await as(older).call('POST', '/merge', { body })).toMatchObject(
      refusal(401, 'InsufficientUserAuthentication'),
    );
  });

  it('with a code for something else, of somebody else, or without an account', async () => {
    const { phones, older, younger } = await twoAccounts();
    const moved = await as(older).call('POST', '/phone/otp', { body: { phone: phones[1] } });
    const { challengeId } = moved.body as { challengeId: string };
    const foreign = { challengeId, code: await codeSentTo(system, phones[1]) };
    expect(await as(older).call('POST', '/merge', { body: foreign })).toMatchObject(
      refusal(404, 'OtpChallengeNotFound'),
    );
    const stranger = await signInByPhone(system, newPhone());
    const body = await codeTo(younger, phones[0]);
    expect(await as(stranger).call('POST', '/merge', { body })).toMatchObject(refusal(404, 'OtpChallengeNotFound'));
    const nobody = { body: await codeTo(stranger, newPhone()) };
    expect(await as(stranger).call('POST', '/merge', nobody)).toMatchObject(refusal(404, 'UserNotFound'));
  });

  it('with itself, for staff, and for those who act for others', async () => {
    const { phones, older, younger } = await twoAccounts();
    const self = { body: await codeTo(younger, phones[1]) };
    expect(await as(younger).call('POST', '/merge', self)).toMatchObject(refusal(422, 'InvalidMerge'));
    const admin = await system.tokenFor(['admin']);
    const body = await codeTo(older, phones[0]);
    expect(await as(older).call('POST', '/merge', { token: admin, body })).toMatchObject(refusal(422, 'InvalidMerge'));
    await system.call('PUT', `/users/${younger.userId}/roles/support`, { token: admin });
    system.advance(MINUTE_MS);
    const withStaff = { body: await codeTo(older, phones[1]) };
    expect(await as(older).call('POST', '/merge', withStaff)).toMatchObject(refusal(409, 'AccountNotMergeable'));
  });
});
