import { afterAll, describe, expect, it } from 'vitest';
import { startSimulators } from '../simulators/server.ts';
import { createCarrierOtp } from './carrier-otp.ts';
import { SMS_PATIENCE } from './config.ts';

let now = Date.parse('2026-01-01T00:00:00.000Z');
const simulators = await startSimulators({
  port: 0,
  razorpay: { keyId: 'id', keySecret: 'secret', webhookSecrets: ['whsec'], webhookUrl: null },
  sms: { userId: 'only2u', key: 'panel-key' },
  clock: () => now,
});
const baseUrl = `${simulators.url}/simulators/sms`;
const carrier = createCarrierOtp({
  ...SMS_PATIENCE,
  baseUrl,
  userId: 'only2u',
  key: 'panel-key',
  senderId: 'ONLYTU',
  dltEntityId: null,
  templates: { login: { text: 'your One Time Password is: {otp} Thank You', dltTemplateId: null } },
});
const phone = '+919812345678';
afterAll(() => simulators.stop());

async function challenge() {
  const { challengeId } = await carrier.request({ phone, templateId: 'login', validForSeconds: 200 });
  const response = await fetch(`${baseUrl}/messages?phone=${encodeURIComponent(phone)}&limit=1`);
  const { messages } = (await response.json()) as { messages: { text: string; otp: string }[] };
  return { challengeId, otp: messages[0]!.otp, text: messages[0]!.text };
}

describe('the carrier that makes and checks passwords itself', () => {
  it('accepts its password once', async () => {
    const { challengeId, otp, text } = await challenge();
    expect(text).toBe(`your One Time Password is: ${otp} Thank You`);
    expect(await carrier.verify({ phone, otp: '000000', challengeId })).toBe(false);
    expect(await carrier.verify({ phone, otp, challengeId })).toBe(true);
    expect(await carrier.verify({ phone, otp, challengeId })).toBe(false);
  });

  it('accepts it without the id, and not under another one', async () => {
    const { otp } = await challenge();
    expect(await carrier.verify({ phone, otp, challengeId: '0' })).toBe(false);
    expect(await carrier.verify({ phone, otp, challengeId: null })).toBe(true);
  });

  it('does not accept it when its time is over', async () => {
    const { challengeId, otp } = await challenge();
    now += 200_000;
    expect(await carrier.verify({ phone, otp, challengeId })).toBe(false);
  });
});
