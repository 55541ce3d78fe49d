import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newPhone, signInByPhone } from '../support/phone-sign-in.ts';
import { startTestSystem, type TestSystem } from '../support/system.ts';

const MINUTE_MS = 60_000;
const TOO_MANY = { status: 429, body: { code: 'TooManyRequests' } };
let system: TestSystem;
beforeAll(async () => {
  system = await startTestSystem();
});
afterAll(() => system.stop());

type Carrier = 'sms' | 'whatsapp' | 'voice';
const codesBy = async (carrier: Carrier, phone: string): Promise<(string | null)[]> => {
  await system.settled();
  const answer = await fetch(`${system.url}/simulators/${carrier}/messages?phone=${encodeURIComponent(phone)}`);
  return ((await answer.json()) as { messages: { otp: string | null }[] }).messages.map(({ otp }) => otp);
};
const send = (phone: string, more: object = {}) => system.call('POST', '/users/otp/send', { body: { phone, ...more } });
const fallBack = (challengeId: string, channel: string) =>
  system.call('POST', '/users/otp/fallback', { body: { challengeId, channel } });
const challengeOf = (answer: { readonly body: unknown }): string =>
  (answer.body as { challengeId: string }).challengeId;

describe('a code', () => {
  it('goes by WhatsApp or by a call where that is asked for, and signs in', async () => {
    for (const channel of ['whatsapp', 'voice'] as const) {
      const phone = newPhone();
      const challengeId = challengeOf(await send(phone, { channel }));
      const [code] = await codesBy(channel, phone);
      expect(code).toMatch(/^\d{6}$/);
      expect(await codesBy('sms', phone)).toEqual([]);
      const answer = await system.call('POST', '/users/otp/verify', { body: { challengeId, code, name: 'Asha' } });
      expect(answer).toMatchObject({ status: 200, body: { status: 'signedIn' } });
    }
    expect(await send(newPhone(), { channel: 'pigeon' })).toMatchObject({ status: 400 });
  });

  it('goes once more by another channel, the same code, with the limits of one phone', async () => {
    const phone = newPhone();
    const challengeId = challengeOf(await send(phone));
    const [code] = await codesBy('sms', phone);
    expect(await fallBack(challengeId, 'whatsapp')).toMatchObject(TOO_MANY);
    system.advance(MINUTE_MS);
    expect((await fallBack(challengeId, 'whatsapp')).status).toBe(200);
    expect(await codesBy('whatsapp', phone)).toEqual([code]);
    // The minute holds for a new code too, whichever way it would go.
    expect(await send(phone, { channel: 'voice' })).toMatchObject(TOO_MANY);
    system.advance(MINUTE_MS);
    expect((await fallBack(challengeId, 'voice')).status).toBe(200);
    expect((await fallBack(challengeId, 'voice')).status).toBe(200);
    expect(await codesBy('voice', phone)).toEqual([code]);
    const used = await system.call('POST', '/users/otp/verify', { body: { challengeId, code, name: 'Asha' } });
    expect(used.status).toBe(200);
    expect(await fallBack(challengeId, 'sms')).toMatchObject({ status: 200 });
    expect(await codesBy('sms', phone)).toEqual([code]);
  });

  it('is sent six times in an hour over all channels', async () => {
    const phone = newPhone();
    const channels: readonly Carrier[] = ['sms', 'whatsapp', 'voice', 'sms', 'whatsapp', 'voice'];
    for (const channel of channels) {
      expect((await send(phone, { channel })).status).toBe(200);
      system.advance(MINUTE_MS);
    }
    const refused = await send(phone, { channel: 'whatsapp' });
    expect(refused).toMatchObject(TOO_MANY);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(50 * 60);
    system.advance(55 * MINUTE_MS);
    expect((await send(phone, { channel: 'whatsapp' })).status).toBe(200);
  });

  it('is asked for by any channel at once and sent by one', async () => {
    const phone = newPhone();
    const channels = Array.from({ length: 12 }, (_, n) => (['sms', 'whatsapp', 'voice'] as const)[n % 3]!);
    const answers = await Promise.all(channels.map((channel) => send(phone, { channel })));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    const sent = await Promise.all((['sms', 'whatsapp', 'voice'] as const).map((one) => codesBy(one, phone)));
    expect(sent.flat()).toHaveLength(1);
  });

  it('goes by the next channel when the carrier refuses it', async () => {
    const phone = newPhone();
    const plan = { method: 'POST', headers: { 'content-type': 'application/json' } };
    const faults = (carrier: Carrier) =>
      fetch(`${system.url}/simulators/${carrier}/faults`, { ...plan, body: JSON.stringify({ fault: 'refused' }) });
    await faults('sms');
    await faults('whatsapp');
    const challengeId = challengeOf(await send(phone));
    await expect.poll(() => codesBy('voice', phone)).toHaveLength(1);
    expect([await codesBy('sms', phone), await codesBy('whatsapp', phone)]).toEqual([[], []]);
    const [code] = await codesBy('voice', phone);
    const answer = await system.call('POST', '/users/otp/verify', { body: { challengeId, code, name: 'Asha' } });
    expect(answer.status).toBe(200);
  });

  it('proves the person of a session by another channel too', async () => {
    const phone = newPhone();
    const { userId, accessToken: token } = await signInByPhone(system, phone);
    system.advance(10 * MINUTE_MS);
    const path = `/users/${userId}`;
    const sent = await system.call('POST', `${path}/otp/send`, { token, body: { channel: 'whatsapp' } });
    const body = { challengeId: challengeOf(sent), code: (await codesBy('whatsapp', phone))[0] };
    expect((await system.call('POST', `${path}/step-up`, { token, body })).status).toBe(200);
  });
});
