import { afterEach, describe, expect, it } from 'vitest';
import { SmsSenderError, type SmsFailure, type SmsSender } from '../../domains/kernel/ports/sms-sender.ts';
import type { CircuitStateName, Patience } from '../../infra/outbound/resilience.ts';

type Sender = SmsSender & { circuitState(): CircuitStateName };
export type CarrierUnderTest = {
  /** Where the simulated carrier is, with its control calls. */
  readonly base: string;
  readonly open: (patience: Patience & { readonly timeoutMs: number }, right: boolean) => Sender;
};

const PATIENCE = {
  timeoutMs: 500,
  attemptsMax: 3,
  backoffFirstMs: 2,
  backoffMaxMs: 10,
  circuitFailuresMax: 50,
  circuitOpenMs: 60_000,
};
const CODE = '482913';
let phones = 0;

/** What every carrier of codes does. */
export const codeSenderContract = (name: string, { base, open }: CarrierUnderTest): void => {
  describe(`a carrier of codes: ${name}`, () => {
    const fault = async (kind: string, more: object = {}): Promise<void> => {
      const body = JSON.stringify({ fault: kind, ...more });
      const headers = { 'content-type': 'application/json' };
      expect((await fetch(`${base}/faults`, { method: 'POST', body, headers })).status).toBe(200);
    };
    const message = () => ({
      phone: `+9198120${String((phones += 1)).padStart(5, '0')}`,
      otp: CODE,
      templateId: 'otp',
      validForSeconds: 200,
    });
    const codesTo = async (phone: string): Promise<(string | null)[]> => {
      const answer = await fetch(`${base}/messages?phone=${encodeURIComponent(phone)}`);
      return ((await answer.json()) as { messages: { otp: string | null }[] }).messages.map(({ otp }) => otp);
    };
    const failureOf = async (work: Promise<unknown>, phone: string): Promise<SmsFailure> => {
      const error: unknown = await work.catch((thrown: unknown) => thrown);
      if (!(error instanceof SmsSenderError)) throw new Error('expected an SmsSenderError', { cause: error });
      const told = JSON.stringify([error, error.message, error.cause]);
      for (const secret of [phone.slice(1), CODE, 'development-']) expect(told).not.toContain(secret);
      return error.failure;
    };
    afterEach(() => fetch(`${base}/faults`, { method: 'DELETE' }));

    it('brings our own code to the phone and names the message', async () => {
      const sent = message();
      expect(await open(PATIENCE, true).sendOtp(sent)).toEqual({ messageId: expect.any(String) as string });
      expect(await codesTo(sent.phone)).toEqual([CODE]);
    });

    it('tells a refusal, of the number or of the key, without a secret in it', async () => {
      const sent = message();
      await fault('refused');
      expect(await failureOf(open(PATIENCE, true).sendOtp(sent), sent.phone)).toMatchObject({ code: 'refused' });
      expect(await failureOf(open(PATIENCE, false).sendOtp(sent), sent.phone)).toMatchObject({ code: 'refused' });
      const wrong = { ...sent, phone: '9876543210' };
      expect(await failureOf(open(PATIENCE, true).sendOtp(wrong), sent.phone)).toMatchObject({ code: 'refused' });
      expect(await codesTo(sent.phone)).toEqual([]);
    });

    it('offers a message again only when it was certainly not taken', async () => {
      const [first, second] = [message(), message()];
      await fault('rate-limited', { times: 2 });
      await open(PATIENCE, true).sendOtp(first);
      expect(await codesTo(first.phone)).toEqual([CODE]);
      await fault('lost-response');
      const lost = await failureOf(open(PATIENCE, true).sendOtp(second), second.phone);
      expect(lost).toEqual({ code: 'unavailable', cause: 'network', effect: 'unknown' });
      expect(await codesTo(second.phone)).toEqual([CODE]);
    });

    it('gives up after its time limit, and stops asking a carrier that is down', async () => {
      const sent = message();
      await fault('slow-response', { delayMs: 2_000 });
      const late = await failureOf(open(PATIENCE, true).sendOtp(sent), sent.phone);
      expect(late).toMatchObject({ cause: 'timeout', effect: 'unknown' });
      await fault('server-error', { times: 2 });
      const careful = open({ ...PATIENCE, circuitFailuresMax: 2 }, true);
      for (let n = 0; n < 2; n += 1) await failureOf(careful.sendOtp(sent), sent.phone);
      expect(careful.circuitState()).toBe('open');
      expect(await failureOf(careful.sendOtp(sent), sent.phone)).toMatchObject({ cause: 'circuitOpen' });
    });
  });
};
