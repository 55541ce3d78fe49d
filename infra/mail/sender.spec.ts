import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import type { MailSenderError } from '../../domains/kernel/ports/mail-sender.ts';
import { DEVELOPMENT_CREDENTIALS } from '../simulators/development-credentials.ts';
import { startSimulators, type Simulators } from '../simulators/server.ts';
import { MAIL_PATIENCE } from './config.ts';
import type { Patience } from '../outbound/resilience.ts';
import { createMailSender, type SmtpSender } from './sender.ts';

const { razorpay, sms, mail } = DEVELOPMENT_CREDENTIALS;
const quick = { ...MAIL_PATIENCE, backoffFirstMs: 1, backoffMaxMs: 2, from: 'Only2U <no-reply@example.com>' };
const message = { to: 'Asha@Example.com', subject: 'Your code', text: 'It is 123456. ₹ नमस्ते', key: 'key-1' };
const open: SmtpSender[] = [];
let relay: Simulators;

const sender = (url = relay.mailUrl!, more: Partial<Record<keyof Patience, number>> = {}): SmtpSender => {
  const made = createMailSender({ ...quick, ...more, url });
  open.push(made);
  return made;
};
const control = (method: string, path: string, body?: object): Promise<Response> =>
  fetch(`${relay.url}/simulators/mail/${path}`, {
    method,
    ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  });
const received = async () =>
  (
    (await (await control('GET', 'messages?to=asha@example.com')).json()) as {
      messages: { otp: string; text: string; subject: string; messageId: string }[];
    }
  ).messages;
const failure = async (work: Promise<unknown>): Promise<MailSenderError> => {
  const [settled] = await Promise.allSettled([work]);
  if (settled.status === 'fulfilled') throw new Error('the relay took it');
  return settled.reason as MailSenderError;
};

beforeAll(async () => {
  relay = await startSimulators({
    port: 0,
    razorpay: { ...razorpay, webhookUrl: null },
    sms,
    mail: { ...mail, port: 0 },
  });
});
afterEach(() => control('DELETE', 'faults'));
afterAll(async () => {
  for (const one of open) one.close();
  await relay.stop();
});

it('hands a message over under its own Message-ID', async () => {
  expect(await sender().send(message)).toEqual({ messageId: '<key-1@127.0.0.1>' });
  expect(await received()).toMatchObject([{ otp: '123456', subject: 'Your code', messageId: '<key-1@127.0.0.1>' }]);
  expect((await received())[0]!.text).toContain('₹ नमस्ते');
});

it('tries again what the relay put off, under the same Message-ID', async () => {
  const before = (await received()).length;
  await control('POST', 'faults', { fault: 'lost-response' });
  await sender().send({ ...message, key: 'key-2' });
  const ids = (await received()).map(({ messageId }) => messageId);
  expect(ids.slice(0, ids.length - before)).toEqual(['<key-2@127.0.0.1>', '<key-2@127.0.0.1>']);
});

it('does not try again what was refused, and names no address', async () => {
  await control('POST', 'faults', { fault: 'refused' });
  const error = await failure(sender().send(message));
  expect(error.failure).toEqual({ code: 'refused', reason: 'reply 550' });
  expect(error.message).not.toContain('xample');
  expect(error.cause).toBeUndefined();
});

it('stops asking a relay that is not there, and says so', async () => {
  const away = sender('smtp://user:secret-of-ours@127.0.0.1:1', { circuitFailuresMax: 2, attemptsMax: 3 });
  const error = await failure(away.send(message));
  expect(error.failure.code).toBe('unavailable');
  expect(JSON.stringify([error, error.message, error.stack])).not.toContain('secret-of-ours');
  expect(away.circuitState()).toBe('open');
  expect((await failure(away.send(message))).failure.reason).toBe('circuit open');
});

it('is refused with a wrong password', async () => {
  const error = await failure(sender(relay.mailUrl!.replace(mail.password, 'wrong')).send(message));
  expect(error.failure).toEqual({ code: 'refused', reason: 'reply 535' });
});
