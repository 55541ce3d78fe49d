import { MailSenderError } from '../../domains/kernel/ports/mail-sender.ts';
import type { Reactor } from '../../domains/kernel/reactor.ts';
import type { ChallengeCommand } from '../../domains/user/challenge/commands.ts';
import type { ChallengeEvent, MailOtpPurpose } from '../../domains/user/challenge/events.ts';
import { otpCode } from '../../domains/user/otp-code.ts';

type Asked = Extract<ChallengeEvent, { type: 'OtpMailRequested' | 'OtpFallbackRequested' }>;
const MS_PER_SECOND = 1000;
const SECONDS_PER_MINUTE = 60;

const WHAT_FOR: Readonly<Record<MailOtpPurpose, string>> = {
  signIn: 'sign in',
  resetPassword: 'set a new password',
  changePhone: 'change your phone number',
  confirm: 'confirm a change of your account',
  keepAccount: 'keep your account',
  verifyEmail: 'confirm your e-mail address',
};

/** The code stands in the text only: subjects are shown on locked screens. */
const textOf = (code: string, whatFor: string, secondsLeft: number): string =>
  [
    `Your one-time password to ${whatFor} is ${code}.`,
    `It is valid for ${Math.max(1, Math.ceil(secondsLeft / SECONDS_PER_MINUTE))} minutes and works once. Give it to nobody; we never ask for it.`,
    'If you did not ask for it, you need not do anything.',
    'Only2U',
  ].join('\n\n');

/** Sends codes by e-mail, as `otpSms` does by text message. */
export const otpMail: Reactor = {
  name: 'otpMail',
  handles: ['OtpMailRequested', 'OtpFallbackRequested'],
  react: async (event, context) => {
    const { type, data } = event as unknown as Asked;
    const { challengeId, email, expiresAt } = data;
    const record = (command: ChallengeCommand): Promise<unknown> => context.send(command);
    const notSent = (reason: string) => record({ type: 'RecordOtpNotSent', data: { challengeId, reason } });
    const secondsLeft = Math.floor((Date.parse(expiresAt) - Date.parse(context.now())) / MS_PER_SECOND);
    if (email === null || secondsLeft <= 0) {
      await notSent(email === null ? 'noAddress' : 'expired');
      return;
    }
    const whatFor = type === 'OtpMailRequested' ? WHAT_FOR[data.purpose] : 'go on';
    try {
      const { messageId } = await context.ports.mailSender.send({
        to: email,
        subject: 'Your Only2U code',
        text: textOf(otpCode(context.ports.secrets, challengeId), whatFor, secondsLeft),
        key: event.eventId,
      });
      await record({ type: 'RecordOtpSent', data: { challengeId, messageId } });
    } catch (error) {
      if (!(error instanceof MailSenderError) || error.failure.code !== 'refused') throw error;
      await notSent('refused');
    }
  },
};
