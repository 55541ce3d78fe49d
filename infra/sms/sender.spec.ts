import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import type { SmsFailure } from '../../domains/kernel/ports/sms-sender.ts';
import { SmsSenderError } from '../../domains/kernel/ports/sms-sender.ts';
import { startSimulators } from '../simulators/server.ts';
import type { SmsConfig } from './config.ts';
import { createSmsSender } from './sender.ts';

const simulators = await startSimulators({
  port: 0,
  razorpay: { keyId: 'id', keySecret: 'secret', webhookSecrets: ['whsec'], webhookUrl: null },
  sms: { userId: 'only2u', key: 'panel-key' },
});
const base = `${simulators.url}/simulators/sms`;
const message = { phone: '+919876543210', otp: '482913', templateId: 'login', validForSeconds: 200 };
const observed: unknown[] = [];
let panel = (): string => '';
const odd = createServer((_request, response) => response.end(panel()));
await new Promise<void>((resolve) => odd.listen(0, '127.0.0.1', resolve));
const oddUrl = `http://127.0.0.1:${(odd.address() as AddressInfo).port}`;

afterEach(() => fetch(`${base}/faults`, { method: 'DELETE' }));
afterAll(async () => {
  odd.close();
  await simulators.stop();
});

function sender(more: Partial<SmsConfig> = {}) {
  return createSmsSender({
    baseUrl: base,
    userId: 'only2u',
    key: 'panel-key',
    senderId: 'ONLYTU',
    dltEntityId: '1201',
    templates: { login: { text: '{otp} is your code for {minutes} minutes.', dltTemplateId: '1107' } },
    timeoutMs: 300,
    attemptsMax: 3,
    backoffFirstMs: 2,
    backoffMaxMs: 10,
    circuitFailuresMax: 50,
    circuitOpenMs: 50,
    observe: (call) => void observed.push(call),
    ...more,
  });
}

async function sentTo(phone: string) {
  const response = await fetch(`${base}/messages?phone=${encodeURIComponent(phone)}`);
  return ((await response.json()) as { messages: { text: string; otp: string }[] }).messages;
}

async function fault(kind: string, more: object = {}): Promise<void> {
  const body = JSON.stringify({ fault: kind, ...more });
  const headers = { 'content-type': 'application/json' };
  expect((await fetch(`${base}/faults`, { method: 'POST', body, headers })).status).toBe(200);
}

async function failureOf(work: Promise<unknown>): Promise<SmsFailure> {
  const error: unknown = await work.catch((thrown: unknown) => thrown);
  if (!(error instanceof SmsSenderError)) throw new Error('expected an SmsSenderError', { cause: error });
  expect(JSON.stringify([error, error.message, error.cause])).not.toMatch(/panel-key|9876543210|482913/);
  return error.failure;
}

describe('the SMS sender', () => {
  it('carries our own password in the configured text', async () => {
    expect(await sender().sendOtp(message)).toEqual({ messageId: expect.stringMatching(/^\d+$/) as string });
    expect((await sentTo(message.phone))[0]).toMatchObject({
      text: '482913 is your code for 4 minutes.',
      otp: '482913',
    });
  });

  it('refuses what the panel refuses, without saying the key', async () => {
    expect(await failureOf(sender({ key: 'wrong' }).sendOtp(message))).toEqual({
      code: 'refused',
      description: 'invalid user or password',
    });
  });

  it.each([
    [{ phone: '9876543210' }, /E\.164/],
    [{ templateId: 'unknown' }, /template/],
  ])('refuses %j before sending', async (wrong, reason) => {
    observed.length = 0;
    const failure = await failureOf(sender().sendOtp({ ...message, ...wrong }));
    expect(failure).toEqual({ code: 'refused', description: expect.stringMatching(reason) as string });
    expect(observed).toEqual([]);
  });

  it('offers a message again only when it was certainly not taken', async () => {
    observed.length = 0;
    await fault('rate-limited', { times: 2 });
    await sender().sendOtp({ ...message, phone: '+919876500001' });
    expect(observed).toHaveLength(3);
    await fault('lost-response');
    const lost = await failureOf(sender().sendOtp({ ...message, phone: '+919876500002' }));
    expect(lost).toMatchObject({ cause: 'network', effect: 'unknown' });
    expect(await sentTo('+919876500002')).toHaveLength(1);
  });

  it('stops waiting after its time limit', async () => {
    await fault('slow-response', { delayMs: 1_000 });
    expect(await failureOf(sender().sendOtp(message))).toMatchObject({ cause: 'timeout', effect: 'unknown' });
  });

  it('opens and closes its circuit', async () => {
    const careful = sender({ attemptsMax: 1, circuitFailuresMax: 2 });
    await fault('server-error', { times: 2 });
    await failureOf(careful.sendOtp(message));
    await failureOf(careful.sendOtp(message));
    expect(careful.circuitState()).toBe('open');
    await vi.waitUntil(async () => (await careful.sendOtp(message).catch(() => null)) !== null, 5_000);
    expect(careful.circuitState()).toBe('closed');
  });

  it.each([
    ['{"result":"success","otpId":"492522"}', '492522'],
    ['{"result":"success","otpld":"7"}', '7'],
    ['<status>success</status>', null],
  ])('reads %s', async (answer, id) => {
    panel = () => answer;
    expect(await sender({ baseUrl: oddUrl }).sendOtp(message)).toEqual({ messageId: id });
  });

  it('tells a refusal in text from bytes that say nothing', async () => {
    panel = () => 'Invalid sender';
    expect(await failureOf(sender({ baseUrl: oddUrl }).sendOtp(message))).toMatchObject({ code: 'refused' });
    panel = () => '<html></html>';
    expect(await failureOf(sender({ baseUrl: oddUrl }).sendOtp(message))).toMatchObject({ cause: 'malformed' });
    panel = () => '{"result":';
    expect(await failureOf(sender({ baseUrl: oddUrl }).sendOtp(message))).toMatchObject({ cause: 'malformed' });
  });
});
