import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { challengeFor, signInByPhone } from '../support/phone-sign-in.ts';
import { startTestSystem, type TestSystem } from '../support/system.ts';

const MINUTE_MS = 60_000;
let system: TestSystem;
beforeAll(async () => {
  system = await startTestSystem();
});
afterAll(() => system.stop());

let phones = 0;
const newPhone = (): string => `+9198765${String((phones += 1)).padStart(5, '0')}`;

describe('signing in by phone', () => {
  it('signs an unknown phone up, and knows it the next time', async () => {
    const phone = newPhone();
    const first = await signInByPhone(system, phone);
    expect(first).toMatchObject({ status: 'signedIn', isNewUser: true, roles: ['customer'] });
    system.advance(2 * MINUTE_MS);
    const second = await signInByPhone(system, phone);
    expect(second).toMatchObject({ status: 'signedIn', isNewUser: false, userId: first.userId });
    expect(second.sessionId).not.toBe(first.sessionId);
  });

  it('asks an unknown phone for a name without losing the code', async () => {
    const proof = await challengeFor(system, newPhone());
    const asked = await system.call('POST', '/users/otp/verify', { body: proof });
    expect(asked).toMatchObject({ status: 200, body: { status: 'nameRequired' } });
    const { signUpToken } = asked.body as { signUpToken: string };
    const body = { signUpToken, name: 'Ravi' };
    expect(await system.call('POST', '/users/register', { body })).toMatchObject({ status: 201 });
    expect(await system.call('POST', '/users/register', { body })).toMatchObject({
      status: 409,
      body: { code: 'ContactTaken' },
    });
  });

  it('gives one session to any number of requests with one code', async () => {
    const proof = { ...(await challengeFor(system, newPhone())), name: 'Asha' };
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => system.call('POST', '/users/otp/verify', { body: proof })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array.from({ length: 7 }, () => 409)]);
  });
});
