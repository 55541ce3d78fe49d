import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { v7 as uuidV7 } from 'uuid';
import { challengeFor, codeSentTo, newPhone, signInByPhone, wrongCode } from '../support/phone-sign-in.ts';
import { startTestSystem, type Answer, type TestSystem } from '../support/system.ts';

const MINUTE_MS = 60_000;
let system: TestSystem;
beforeAll(async () => {
  system = await startTestSystem();
});
afterAll(() => system.stop());

const post = (path: string, body: unknown, headers: Record<string, string> = {}): Promise<Answer> =>
  system.call('POST', path, { body, headers });
const statuses = (answers: readonly Answer[]): number[] => answers.map(({ status }) => status).sort();

describe('signing in by phone', () => {
  it('signs an unknown phone up, and knows it the next time however it is written', async () => {
    const phone = newPhone();
    const first = await signInByPhone(system, phone);
    expect(first).toMatchObject({ status: 'signedIn', isNewUser: true, roles: ['customer'] });
    system.advance(2 * MINUTE_MS);
    const sent = await post('/users/otp/send', { phone: `0${phone.slice(3, 8)} ${phone.slice(8)}` });
    const { challengeId } = sent.body as { challengeId: string };
    const second = await post('/users/login', { challengeId, code: await codeSentTo(system, phone) });
    expect(second).toMatchObject({ status: 200, body: { userId: first.userId } });
    expect(second.body).not.toMatchObject({ sessionId: first.sessionId });
  });

  it('answers alike for known and unknown phones', async () => {
    const known = newPhone();
    await signInByPhone(system, known);
    system.advance(2 * MINUTE_MS);
    const [a, b] = [
      await post('/users/otp/send', { phone: known }),
      await post('/users/otp/send', { phone: newPhone() }),
    ];
    const shape = { status: 200, body: { expiresInSeconds: 200, resendInSeconds: 60, attempts: 3 } };
    expect(a).toMatchObject(shape);
    expect(b).toMatchObject(shape);
    expect(Object.keys(a.body as object)).toEqual(Object.keys(b.body as object));
  });

  it('asks an unknown phone for a name without losing the proof', async () => {
    const proof = await challengeFor(system, newPhone());
    const asked = await post('/users/otp/verify', proof);
    expect(asked).toMatchObject({ status: 200, body: { status: 'nameRequired' } });
    const { signUpToken } = asked.body as { signUpToken: string };
    expect(await post('/users/register', { signUpToken: `${signUpToken.slice(0, -1)}x`, name: 'R' })).toMatchObject({
      status: 422,
      body: { code: 'InvalidSignUpToken' },
    });
    expect(await post('/users/register', { signUpToken, name: 'Ravi' })).toMatchObject({ status: 201 });
    expect(await post('/users/register', { signUpToken, name: 'Ravi' })).toMatchObject({
      status: 409,
      body: { code: 'ContactTaken' },
    });
  });

  it('gives one session to any number of requests with one code', async () => {
    const proof = { ...(await challengeFor(system, newPhone())), name: 'Asha' };
    const answers = await Promise.all(Array.from({ length: 8 }, () => post('/users/otp/verify', proof)));
    expect(statuses(answers)).toEqual([200, ...Array.from({ length: 7 }, () => 409)]);
  });

  it('gives a repeated request the same session and tokens, and another one under its key nothing', async () => {
    const body = { ...(await challengeFor(system, newPhone())), name: 'Asha' };
    const key = uuidV7();
    const first = await system.call('POST', '/users/otp/verify', { body, key });
    const again = await system.call('POST', '/users/otp/verify', { body, key });
    const { userId, sessionId, refreshToken } = first.body as Record<string, string>;
    expect(again).toMatchObject({ status: 200, body: { userId, sessionId, refreshToken } });
    const other = await system.call('POST', '/users/otp/verify', { body: { ...body, name: 'Other' }, key });
    expect(other).toMatchObject({ status: 422, body: { code: 'IdempotencyKeyReused' } });
  });

  it('lets a code be guessed three times', async () => {
    const { challengeId, code } = await challengeFor(system, newPhone());
    const guess = { challengeId, code: wrongCode(code) };
    for (let left = 2; left >= 0; left -= 1)
      expect(await post('/users/otp/verify', guess)).toMatchObject({
        status: 422,
        body: { code: 'OtpIncorrect', detail: left > 0 ? `Attempts left: ${left}.` : 'Ask for a new code.' },
      });
    expect(await post('/users/otp/verify', { challengeId, code })).toMatchObject({
      status: 429,
      body: { code: 'OtpAttemptsExhausted' },
    });
  });

  it('lets a code lapse', async () => {
    const proof = await challengeFor(system, newPhone());
    system.advance(200_000);
    expect(await post('/users/otp/verify', proof)).toMatchObject({ status: 410, body: { code: 'OtpExpired' } });
  });

  it('refuses a code for another purpose', async () => {
    const proof = await challengeFor(system, newPhone(), 'resetPassword');
    expect(await post('/users/otp/verify', proof)).toMatchObject({ status: 404 });
  });
});

describe('limits of sending', () => {
  it('sends to a phone once a minute and six times an hour', async () => {
    const phone = newPhone();
    for (let sent = 1; sent <= 6; sent += 1) {
      expect(await post('/users/otp/send', { phone })).toMatchObject({ status: 200 });
      const tooSoon = await post('/users/otp/send', { phone });
      expect(tooSoon).toMatchObject({ status: 429, body: { code: 'TooManyRequests' } });
      expect(Number(tooSoon.headers.get('retry-after'))).toBeGreaterThan(0);
      system.advance(MINUTE_MS);
    }
    expect(await post('/users/otp/send', { phone })).toMatchObject({ status: 429 });
    system.advance(60 * MINUTE_MS);
    expect(await post('/users/otp/send', { phone })).toMatchObject({ status: 200 });
  });

  it('sends twenty times an hour for a device', async () => {
    const device = { 'x-device-id': uuidV7() };
    const answers: Answer[] = [];
    for (let n = 0; n < 21; n += 1) answers.push(await post('/users/otp/send', { phone: newPhone() }, device));
    expect(statuses(answers)).toEqual([...Array.from({ length: 20 }, () => 200), 429]);
  });

  it('names the field that is no phone number', async () =>
    expect(await post('/users/otp/send', { phone: '12345' })).toMatchObject({
      status: 400,
      body: { errors: [{ pointer: '/body/phone' }] },
    }));
});

describe('registering', () => {
  const person = (n: string) => ({ name: 'Asha', email: `${n}@example.in`, password: 'a good password' });

  it('gives a phone or an e-mail address to one of any number who ask at once', async () => {
    const phone = newPhone();
    const byEmail = await Promise.all(Array.from({ length: 6 }, () => post('/users/register', person('RACE'))));
    expect(statuses(byEmail)).toEqual([201, 409, 409, 409, 409, 409]);
    const byPhone = await Promise.all(
      Array.from({ length: 6 }, (_, n) => post('/users/register', { ...person(`phone${n}`), phone })),
    );
    expect(statuses(byPhone)).toEqual([201, 409, 409, 409, 409, 409]);
  });

  it('keeps no e-mail address for a registration that the phone refused, and no phone for one that the address did', async () => {
    const phone = newPhone();
    expect(await post('/users/register', { ...person('first'), phone })).toMatchObject({ status: 201 });
    expect(await post('/users/register', { ...person('second'), phone })).toMatchObject({ status: 409 });
    expect(await post('/users/register', person('second'))).toMatchObject({ status: 201 });
    const other = newPhone();
    expect(await post('/users/register', { ...person('FIRST'), phone: other })).toMatchObject({ status: 409 });
    expect(await post('/users/register', { ...person('third'), phone: other })).toMatchObject({ status: 201 });
  });

  it('gives a phone that was only claimed to the one who proves it', async () => {
    const phone = newPhone();
    const squatter = await post('/users/register', { ...person('squatter'), phone });
    const { userId, accessToken: token } = squatter.body as { userId: string; accessToken: string };
    const owner = await signInByPhone(system, phone, 'Owner');
    expect(owner).toMatchObject({ isNewUser: true });
    expect(owner.userId).not.toBe(userId);
    expect((await system.call('GET', `/users/${userId}`, { token })).body).toMatchObject({ phone: null });
  });

  it('signs in with the password, whatever the case of the address, and says nothing about which part was wrong', async () => {
    await post('/users/register', person('login'));
    const right = { email: 'Login@Example.IN', password: 'a good password' };
    expect(await post('/users/login', right)).toMatchObject({ status: 200, body: { tokenType: 'Bearer' } });
    const refused = { status: 401, body: { code: 'InvalidCredentials' } };
    expect(await post('/users/login', { ...right, password: 'another one' })).toMatchObject(refused);
    expect(await post('/users/login', { ...right, email: 'nobody@example.in' })).toMatchObject(refused);
  });

  it('names what is missing', async () => {
    const missing = (pointer: string) => ({ status: 400, body: { errors: [{ pointer }] } });
    expect(await post('/users/register', {})).toMatchObject(missing('/body/name'));
    expect(await post('/users/register', { name: 'A' })).toMatchObject(missing('/body/email'));
    const email = 'a@example.in';
    expect(await post('/users/register', { name: 'A', email })).toMatchObject(missing('/body/password'));
    expect(await post('/users/login', { email })).toMatchObject(missing('/body/code'));
  });

  it('bounds the guessing of a password', async () => {
    await post('/users/register', person('guessed'));
    const guess = { email: 'guessed@example.in', password: 'not this one' };
    for (let n = 0; n < 10; n += 1) expect(await post('/users/login', guess)).toMatchObject({ status: 401 });
    expect(await post('/users/login', { ...guess, password: 'a good password' })).toMatchObject({ status: 429 });
  });
});
