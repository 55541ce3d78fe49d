import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { challengeFor, codeSentTo, newPhone, signInByPhone, type SignedIn } from '../support/phone-sign-in.ts';
import { startTestSystem, type Answer, type CallOptions, type TestSystem } from '../support/system.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
let system: TestSystem;
beforeAll(async () => {
  system = await startTestSystem();
});
afterAll(() => system.stop());

const as = ({ userId, accessToken: token }: SignedIn) => ({
  call: (method: string, path: string, options: CallOptions = {}): Promise<Answer> =>
    system.call(method, `/users/${userId}${path}`, { token, ...options }),
});
/** A fresh proof by the account's own phone. */
const proofOf = async (user: SignedIn, phone: string): Promise<{ challengeId: string; code: string }> => {
  system.advance(2 * MINUTE_MS);
  const sent = await as(user).call('POST', '/otp/send');
  const { challengeId } = sent.body as { challengeId: string };
  return { challengeId, code: await codeSentTo(system, phone) };
};

describe('a profile', () => {
  it('is merged, and not over somebody else’s change', async () => {
    const user = await signInByPhone(system, newPhone());
    const read = await as(user).call('GET', '');
    expect(read).toMatchObject({ status: 200, body: { name: 'Asha Rao', phoneVerified: true, roles: ['customer'] } });
    const { revision } = read.body as { revision: string };
    const ifMatch = { 'if-match': `"${revision}"` };
    const first = await as(user).call('PUT', '', { body: { location: 'Pune' }, headers: ifMatch });
    expect(first).toMatchObject({ status: 200, body: { name: 'Asha Rao', location: 'Pune' } });
    const second = await as(user).call('PUT', '', { body: { location: 'Goa' }, headers: ifMatch });
    expect(second).toMatchObject({ status: 412, body: { code: 'RevisionMismatch' } });
    const third = await as(user).call('PUT', '', {
      body: { bio: 'knits', location: null },
      headers: { 'if-match': first.headers.get('etag')! },
    });
    expect(third).toMatchObject({ status: 200, body: { name: 'Asha Rao', location: null, bio: 'knits' } });
  });

  it('takes no phone, e-mail address or role', async () => {
    const user = await signInByPhone(system, newPhone());
    for (const body of [{ phone: '+919876599999' }, { email: 'a@example.in' }, { roles: ['admin'] }])
      expect(await as(user).call('PUT', '', { body })).toMatchObject({ status: 400 });
  });

  it('is for its owner and for those who act for others', async () => {
    const user = await signInByPhone(system, newPhone());
    const stranger = await signInByPhone(system, newPhone());
    const paths = ['', '/preferences', '/measurements', '/consents', '/export', '/sessions', '/addresses'];
    for (const path of paths) {
      expect([path, (await as(user).call('GET', path)).status]).toEqual([path, 200]);
      expect([path, (await as(user).call('GET', path, { token: stranger.accessToken })).status]).toEqual([path, 403]);
    }
    const body = { location: 'Pune' };
    expect((await as(user).call('PUT', '', { token: stranger.accessToken, body })).status).toBe(403);
    const admin = await system.tokenFor(['admin']);
    expect((await as(user).call('GET', '', { token: admin })).status).toBe(200);
  });
});

describe('a phone', () => {
  it('is changed to one that is proven, and the old one is free', async () => {
    const [old, next] = [newPhone(), newPhone()];
    const user = await signInByPhone(system, old);
    const sent = await as(user).call('POST', '/phone/otp', { body: { phone: next } });
    const { challengeId } = sent.body as { challengeId: string };
    const body = { challengeId, code: await codeSentTo(system, next) };
    expect(await as(user).call('PUT', '/phone', { body })).toMatchObject({
      status: 200,
      body: { phone: next, phoneVerified: true },
    });
    system.advance(2 * MINUTE_MS);
    expect(await signInByPhone(system, next)).toMatchObject({ userId: user.userId });
    expect((await signInByPhone(system, old)).userId).not.toBe(user.userId);
  });

  it('of somebody else is not taken', async () => {
    const [mine, theirs] = [newPhone(), newPhone()];
    const user = await signInByPhone(system, mine);
    await signInByPhone(system, theirs);
    system.advance(2 * MINUTE_MS);
    const sent = await as(user).call('POST', '/phone/otp', { body: { phone: theirs } });
    const { challengeId } = sent.body as { challengeId: string };
    const body = { challengeId, code: await codeSentTo(system, theirs) };
    expect(await as(user).call('PUT', '/phone', { body })).toMatchObject({
      status: 409,
      body: { code: 'ContactTaken' },
    });
  });
});

describe('what somebody likes, measures and agrees to', () => {
  it('is kept, with history', async () => {
    const user = await signInByPhone(system, newPhone());
    const body = { size: 'M', language: 'te', colours: ['red'] };
    expect(await as(user).call('PUT', '/preferences', { body })).toMatchObject({ status: 200, body });
    expect((await as(user).call('PUT', '/preferences', { body: { size: 'huge' } })).status).toBe(400);
    const measured = { lengthUnit: 'cm', weightUnit: 'kg', waist: 72 };
    await as(user).call('POST', '/measurements', { body: measured });
    system.advance(MINUTE_MS);
    await as(user).call('POST', '/measurements', { body: { ...measured, waist: 70 } });
    const shown = await as(user).call('GET', '/measurements');
    expect(shown.body).toMatchObject({ current: { waist: 70 }, history: [{ waist: 70 }, { waist: 72 }] });
    const consent = { purpose: 'marketingSms', granted: true, policyVersion: '2026-01' };
    await as(user).call('POST', '/consents', { body: consent });
    const withdrawn = await as(user).call('POST', '/consents', { body: { ...consent, granted: false } });
    expect(withdrawn.body).toMatchObject({
      current: [{ granted: false }],
      history: [{ granted: true }, { granted: false }],
    });
    const all = await as(user).call('GET', '/export');
    expect(all.body).toMatchObject({
      profile: { name: 'Asha Rao' },
      preferences: body,
      measurements: { current: { waist: 70 } },
    });
  });
});

describe('deleting an account', () => {
  it('can be taken back for seven days', async () => {
    const phone = newPhone();
    const user = await signInByPhone(system, phone);
    expect(await as(user).call('POST', '/deletion', { body: { proof: await proofOf(user, phone) } })).toMatchObject({
      status: 202,
      body: { status: 'deletionRequested' },
    });
    expect((await as(user).call('PUT', '', { body: { bio: 'x' } })).body).toMatchObject({
      code: 'AccountDeletionPending',
    });
    system.advance(6 * DAY_MS);
    const login = await system.call('POST', '/users/login', { body: await challengeFor(system, phone) });
    expect(login).toMatchObject({ status: 409, body: { code: 'AccountDeletionPending' } });
    system.advance(2 * MINUTE_MS);
    const proof = await challengeFor(system, phone, 'keepAccount');
    const kept = await system.call('POST', '/users/deletion/revoke', { body: proof });
    expect(kept).toMatchObject({ status: 200, body: { userId: user.userId } });
    system.advance(7 * DAY_MS);
    await system.settled();
    expect(await signInByPhone(system, phone)).toMatchObject({ userId: user.userId, isNewUser: false });
  });

  it('destroys everything personal, and the phone is free after a month', async () => {
    const phone = newPhone();
    const user = await signInByPhone(system, phone);
    await as(user).call('PUT', '/preferences', { body: { size: 'M' } });
    await as(user).call('POST', '/deletion', { body: { proof: await proofOf(user, phone) } });
    system.advance(7 * DAY_MS);
    const token = await system.tokenFor(['customer'], user.userId);
    const isGone = async (): Promise<boolean> => (await as(user).call('GET', '', { token })).status === 404;
    await expect.poll(isGone, { timeout: 10_000 }).toBe(true);
    await system.settled();
    expect(await system.system.ports.personKeys.get([user.userId])).toEqual(new Map());
    expect((await as(user).call('GET', '/export', { token })).status).toBe(404);
    const again = async () =>
      system.call('POST', '/users/otp/verify', { body: { ...(await challengeFor(system, phone)), name: 'New' } });
    expect(await again()).toMatchObject({ status: 409, body: { code: 'ContactQuarantined' } });
    system.advance(30 * DAY_MS);
    expect(await again()).toMatchObject({ status: 200, body: { isNewUser: true } });
  });
});
