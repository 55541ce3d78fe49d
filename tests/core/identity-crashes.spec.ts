import { v7 as uuidV7 } from 'uuid';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Ports } from '../../domains/kernel/ports/index.ts';
import { Refusal } from '../../domains/kernel/routes.ts';
import { otpCode } from '../../domains/user/otp-code.ts';
import { memoryEventStore, type MemoryEventStore } from '../../infra/memory/event-store.ts';
import { Killed, identityPorts, identityProcess, killedAfter, secrets } from '../support/identity-process.ts';

const HOLD_MS = 600_000;
const APPENDS_TRIED_MAX = 30;
let nowMs: number;
let store: MemoryEventStore;
let ports: Ports;
const clock = (): number => nowMs;
const start = (log = store as Parameters<typeof identityProcess>[0]) => identityProcess(log, ports, clock);
const renew = (): void => {
  nowMs = Date.parse('2026-01-01T00:00:00.000Z');
  store = memoryEventStore();
  ports = identityPorts(clock);
};
beforeEach(renew);

const count = (type: string): number => store.log.filter((event) => event.type === type).length;
const phone = '+919876500001';
const person = (email: string) => ({ name: 'Asha', email, password: 'a good password' });
const reasonOf = async (answer: Promise<unknown>): Promise<string> =>
  answer.then(
    () => 'accepted',
    (error: unknown) => {
      if (error instanceof Refusal) return error.reason;
      throw error;
    },
  );

const sendCode = async (): Promise<{ challengeId: string; code: string }> => {
  const { challengeId } = (await start().post('/users/otp/send', { phone }, uuidV7())) as { challengeId: string };
  return { challengeId, code: otpCode(secrets, challengeId) };
};

/** Kills a process after each append of a request in turn; `check` sees the log that it leaves. Gives the number of appends. */
const killAtEveryAppend = async (
  prepare: () => Promise<{ path: string; body: unknown }>,
  check: (path: string, body: unknown, key: string) => Promise<void>,
): Promise<number> => {
  for (let appends = 1; appends <= APPENDS_TRIED_MAX; appends += 1) {
    renew();
    const { path, body } = await prepare();
    const key = uuidV7();
    const dying = start(killedAfter(store, appends)).post(path, body, key);
    const died = await dying.then(
      () => false,
      (error: unknown) => error instanceof Killed || Promise.reject(error as Error),
    );
    await check(path, body, key);
    if (!died) return appends - 1;
  }
  throw new Error('the request does not end');
};

const signUp = async () => ({
  path: '/users/otp/verify',
  body: { ...(await sendCode()), ...person('asha@example.in') },
});
const register = () => Promise.resolve({ path: '/users/register', body: { ...person('asha@example.in'), phone } });

describe('a process that is killed after any append of a sign-up', () => {
  for (const [name, prepare] of Object.entries({ signUp, register }))
    it(`leaves what the repeated request completes (${name})`, async () => {
      const appends = await killAtEveryAppend(prepare, async (path, body, key) => {
        const first = await start().post(path, body, key);
        const again = await start().post(path, body, key);
        expect(again).toMatchObject({ userId: first['userId'], refreshToken: first['refreshToken'] });
        expect([count('UserRegistered'), count('SessionOpened')]).toEqual([1, 1]);
        const other = { ...person('ASHA@example.in') };
        expect(await reasonOf(start().post('/users/register', other, uuidV7()))).toBe('ContactTaken');
      });
      expect(appends).toBeGreaterThanOrEqual(6);
    });

  it('gives phone and address free when nobody repeats it, unless the account was made', async () => {
    await killAtEveryAppend(register, async () => {
      const wasMade = count('UserRegistered') === 1;
      const other = { ...person('asha@example.in'), phone, name: 'Other' };
      expect(await reasonOf(start().post('/users/register', other, uuidV7()))).toBe('ContactTaken');
      nowMs += HOLD_MS;
      expect(await reasonOf(start().post('/users/register', other, uuidV7()))).toBe(
        wasMade ? 'ContactTaken' : 'accepted',
      );
      expect(count('UserRegistered')).toBe(1);
    });
  });
});

describe('four processes at once', () => {
  const processes = () => Array.from({ length: 4 }, () => start());
  const sixteen = async (path: string, bodyOf: (n: number) => unknown): Promise<string[]> => {
    const started = processes();
    return Promise.all(Array.from({ length: 16 }, (_, n) => reasonOf(started[n % 4]!.post(path, bodyOf(n), uuidV7()))));
  };
  const accepted = (reasons: readonly string[]): number => reasons.filter((reason) => reason === 'accepted').length;

  it('register one phone and one address once', async () => {
    expect(accepted(await sixteen('/users/register', () => person('race@example.in')))).toBe(1);
    expect(accepted(await sixteen('/users/register', (n) => ({ ...person(`r${n}@example.in`), phone })))).toBe(1);
    expect(count('UserRegistered')).toBe(2);
  });

  it('use one code once', async () => {
    const proof = await sendCode();
    const reasons = await sixteen('/users/otp/verify', () => ({ ...proof, name: 'Asha' }));
    expect(accepted(reasons)).toBe(1);
    expect([count('OtpVerified'), count('SessionOpened')]).toEqual([1, 1]);
  });

  it('let a code be guessed three times in all', async () => {
    const { challengeId, code } = await sendCode();
    const wrong = String((Number(code) + 1) % 1_000_000).padStart(6, '0');
    const reasons = await sixteen('/users/otp/verify', () => ({ challengeId, code: wrong }));
    expect(reasons.filter((reason) => reason === 'OtpIncorrect').length).toBeLessThanOrEqual(3);
    expect(count('OtpAttemptFailed')).toBeLessThanOrEqual(3);
  });

  it('take a refresh token once, and then end its session', async () => {
    const { refreshToken } = await start().post('/users/register', person('token@example.in'), uuidV7());
    await sixteen('/users/token/refresh', () => ({ refreshToken }));
    expect([count('SessionRefreshed'), count('SessionRevoked')]).toEqual([1, 1]);
  });
});
