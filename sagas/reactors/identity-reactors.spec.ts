import { describe, expect, it } from 'vitest';
import type { Recorded, AnyMessage } from '../../event-schemas/primitives.ts';
import type { Ports } from '../../domains/kernel/ports/index.ts';
import { MailSenderError } from '../../domains/kernel/ports/mail-sender.ts';
import { SmsSenderError, type SmsSender } from '../../domains/kernel/ports/sms-sender.ts';
import type { Secrets } from '../../domains/kernel/ports/secrets.ts';
import type { ReactorContext } from '../../domains/kernel/reactor.ts';
import { forgetPerson } from './forget-person.ts';
import { otpMail } from './otp-mail.ts';
import { otpSms } from './otp-sms.ts';

const challengeId = '00000000-0000-7000-8000-000000000001';
const userId = '00000000-0000-7000-8000-000000000002';
const phoneId = '00000000-0000-7000-8000-000000000003';
const emailId = '00000000-0000-7000-8000-000000000004';
const NOW = '2026-01-01T00:00:00.000Z';
const secrets: Secrets = {
  keyedHash: () => '0'.repeat(12),
  keyedId: () => challengeId,
  randomToken: () => '',
};
type Sms = Parameters<SmsSender['sendOtp']>[0];

type Told = {
  readonly now?: string;
  readonly failure?: Error;
  readonly channels?: readonly string[];
  /** Accounts that became part of the person's. */
  readonly absorbed?: readonly { readonly userId: string }[];
};

/** Runs a reactor on one event; gives what it sent by text message, by command, and which keys it destroyed. */
const reactTo = async (
  reactor: typeof otpSms,
  event: AnyMessage,
  { now = NOW, failure, channels = [], absorbed = [] }: Told = {},
) => {
  const messages: Sms[] = [];
  const byChannel: Record<string, Sms[]> = { whatsapp: [], voice: [] };
  const channel = (name: string): SmsSender => ({
    sendOtp: (message) => {
      byChannel[name]!.push(message);
      return Promise.resolve({ messageId: name });
    },
  });
  const mails: { to: string; subject: string; text: string }[] = [];
  const steps: unknown[] = [];
  const ports: Partial<Ports> = {
    secrets,
    smsSender: {
      sendOtp: (message) => {
        messages.push(message);
        return failure === undefined ? Promise.resolve({ messageId: '7' }) : Promise.reject(failure);
      },
    },
    whatsappSender: channels.includes('whatsapp') ? channel('whatsapp') : undefined,
    voiceCaller: channels.includes('voice') ? channel('voice') : undefined,
    mailSender: {
      send: (message) => {
        mails.push(message);
        return failure === undefined ? Promise.resolve({ messageId: '8' }) : Promise.reject(failure);
      },
    },
    personKeys: {
      get: () => Promise.resolve(new Map()),
      getOrCreate: () => Promise.resolve(new Map()),
      destroy: (subject) => Promise.resolve(void steps.push({ destroyed: subject })),
      forget: () => undefined,
    },
  };
  const context: Partial<ReactorContext> = {
    ports: ports as Ports,
    now: () => now,
    facts: (() => Promise.resolve({ state: { absorbed } })) as unknown as ReactorContext['facts'],
    send: (command) => {
      steps.push(command);
      return Promise.resolve({ events: [], repeated: false, state: undefined, revision: 0n, position: 0n });
    },
  };
  await reactor.react(event as Recorded<AnyMessage>, context as ReactorContext);
  return { messages, mails, steps, byChannel };
};

const requested = (phone: string | null = '+919876543210') => ({
  type: 'OtpRequested',
  data: { challengeId, phone, channel: 'sms', expiresAt: '2026-01-01T00:03:20.000Z' },
});
const notSent = (reason: string) => ({ type: 'RecordOtpNotSent', data: { challengeId, reason } });

describe('the sender of one-time passwords', () => {
  it('sends six digits with the time that is left', async () => {
    const { messages, steps } = await reactTo(otpSms, requested(), { now: '2026-01-01T00:00:20.000Z' });
    expect(messages).toEqual([{ phone: '+919876543210', otp: '000000', templateId: 'otp', validForSeconds: 180 }]);
    expect(steps).toEqual([{ type: 'RecordOtpSent', data: { challengeId, messageId: '7' } }]);
  });
  it('sends nothing that is too late or forgotten', async () => {
    const late = await reactTo(otpSms, requested(), { now: '2026-01-01T00:03:20.000Z' });
    const forgotten = await reactTo(otpSms, requested(null));
    for (const { messages, steps } of [late, forgotten]) {
      expect(messages).toEqual([]);
      expect(steps).toEqual([notSent('expired')]);
    }
  });
  it('takes the carrier’s no for an answer', async () => {
    const failure = new SmsSenderError('no', { code: 'refused', description: 'no credit' });
    expect((await reactTo(otpSms, requested(), { failure })).steps).toEqual([notSent('refused')]);
  });
  it('goes on by the next channel that the shop has when one refuses or is down', async () => {
    const next = (channel: string) => ({ type: 'RequestOtpChannel', data: { challengeId, channel } });
    const refused = new SmsSenderError('no', { code: 'refused', description: 'no credit' });
    const down = new SmsSenderError('no', { code: 'unavailable', cause: 'circuitOpen', effect: 'none' });
    const react = (failure: Error, channels: readonly string[]) => reactTo(otpSms, requested(), { failure, channels });
    expect((await react(refused, ['whatsapp', 'voice'])).steps).toEqual([notSent('refused'), next('whatsapp')]);
    expect((await react(refused, ['voice'])).steps).toEqual([notSent('refused'), next('voice')]);
    expect((await react(down, ['whatsapp'])).steps).toEqual([notSent('down'), next('whatsapp')]);
    await expect(react(down, [])).rejects.toBe(down);
  });
  it('sends the same code by the channel that was asked for', async () => {
    const changed = (channel: string) => ({
      type: 'OtpChannelRequested',
      data: { challengeId, channel, phone: '+919876543210', expiresAt: '2026-01-01T00:03:20.000Z' },
    });
    const { byChannel, messages, steps } = await reactTo(otpSms, changed('voice'), { channels: ['whatsapp', 'voice'] });
    expect([messages, byChannel['whatsapp']]).toEqual([[], []]);
    expect(byChannel['voice']).toMatchObject([{ phone: '+919876543210', otp: '000000' }]);
    expect(steps).toEqual([{ type: 'RecordOtpSent', data: { challengeId, messageId: 'voice' } }]);
    expect((await reactTo(otpSms, changed('voice'))).steps).toEqual([notSent('noChannel')]);
  });
  it('asks to be called again when the carrier gives no answer', async () => {
    const failure = new SmsSenderError('no', { code: 'unavailable', cause: 'timeout', effect: 'unknown' });
    await expect(reactTo(otpSms, requested(), { failure })).rejects.toBe(failure);
  });
});

describe('the sender of codes by e-mail', () => {
  const asked = (email: string | null, type = 'OtpMailRequested') => ({
    type,
    eventId: 'event-1',
    data: { challengeId, purpose: 'resetPassword', email, expiresAt: '2026-01-01T00:03:20.000Z' },
  });
  it('says what the code is for, in the text and not in the subject', async () => {
    const { mails, steps } = await reactTo(otpMail, asked('asha@example.com'));
    expect(mails).toMatchObject([{ to: 'asha@example.com', key: 'event-1', subject: 'Your Only2U code' }]);
    expect(mails[0]!.text).toContain('to set a new password is 000000.');
    expect(steps).toEqual([{ type: 'RecordOtpSent', data: { challengeId, messageId: '8' } }]);
  });
  it('sends the fallback of a text message', async () => {
    const { mails } = await reactTo(otpMail, asked('asha@example.com', 'OtpFallbackRequested'));
    expect(mails[0]!.text).toContain('000000');
  });
  it('sends nothing without an address or too late', async () => {
    const nobody = await reactTo(otpMail, asked(null));
    const late = await reactTo(otpMail, asked('asha@example.com'), { now: '2026-01-01T00:03:20.000Z' });
    expect([nobody.steps, late.steps]).toEqual([[notSent('noAddress')], [notSent('expired')]]);
    expect([nobody.mails, late.mails]).toEqual([[], []]);
  });
  it('takes the relay’s no for an answer, and asks to be called again when there is none', async () => {
    const refused = new MailSenderError({ code: 'refused', reason: 'reply 550' });
    expect((await reactTo(otpMail, asked('a@b.in'), { failure: refused })).steps).toEqual([notSent('refused')]);
    const away = new MailSenderError({ code: 'unavailable', reason: 'ECONNREFUSED' });
    await expect(reactTo(otpMail, asked('a@b.in'), { failure: away })).rejects.toBe(away);
  });
});

describe('the destroyer of keys', () => {
  it('forgets the phone of a code', async () => {
    const { steps } = await reactTo(forgetPerson, { type: 'OtpForgotten', data: { challengeId } });
    expect(steps).toEqual([{ destroyed: challengeId }]);
  });
  it('releases the contacts of an erased account, the phone for later, and destroys the key last', async () => {
    const { steps } = await reactTo(forgetPerson, {
      type: 'AccountErased',
      data: { userId, phoneId, emailId, erasedAt: NOW },
    });
    expect(steps).toEqual([
      {
        type: 'ReleaseContact',
        data: { contactId: phoneId, userId, reusableFrom: '2026-01-31T00:00:00.000Z' },
      },
      { type: 'ReleaseContact', data: { contactId: emailId, userId, reusableFrom: NOW } },
      { destroyed: userId },
    ]);
  });
  it('erases the accounts that became part of it, before its own key is gone', async () => {
    const data = { userId, phoneId: null, emailId: null, erasedAt: NOW };
    const { steps } = await reactTo(forgetPerson, { type: 'AccountErased', data }, { absorbed: [{ userId: phoneId }] });
    expect(steps).toEqual([{ type: 'EraseMergedAccount', data: { userId: phoneId } }, { destroyed: userId }]);
  });
  it('erases an account without contacts', async () => {
    const erased = { type: 'AccountErased', data: { userId, phoneId: null, emailId: null, erasedAt: NOW } };
    expect((await reactTo(forgetPerson, erased)).steps).toEqual([{ destroyed: userId }]);
  });
});
