import type { Ports } from '../../domains/kernel/ports/index.ts';
import { SmsSenderError, type SmsSender } from '../../domains/kernel/ports/sms-sender.ts';
import type { Reactor } from '../../domains/kernel/reactor.ts';
import type { ChallengeCommand } from '../../domains/user/challenge/commands.ts';
import type { ChallengeEvent } from '../../domains/user/challenge/events.ts';
import { PHONE_CHANNELS, type PhoneChannel } from '../../domains/user/code-quota/events.ts';
import { otpCode } from '../../domains/user/otp-code.ts';

const TEMPLATE_ID = 'otp';
const MS_PER_SECOND = 1000;
type Asked = Extract<ChallengeEvent, { type: 'OtpRequested' | 'OtpChannelRequested' }>;

const senderOf = (ports: Ports, channel: PhoneChannel): SmsSender | undefined =>
  ({ sms: ports.smsSender, whatsapp: ports.whatsappSender, voice: ports.voiceCaller })[channel];

/** The channel that a code goes by when this one does not take it. */
const nextChannel = (ports: Ports, channel: PhoneChannel): PhoneChannel | undefined =>
  PHONE_CHANNELS.slice(PHONE_CHANNELS.indexOf(channel) + 1).find((next) => senderOf(ports, next) !== undefined);

/** Why the carrier certainly did not take the message; undefined when it may have. */
const notTaken = (error: unknown): 'refused' | 'down' | undefined => {
  const failure = error instanceof SmsSenderError ? error.failure : undefined;
  if (failure?.code === 'refused') return 'refused';
  return failure?.code === 'unavailable' && failure.cause === 'circuitOpen' ? 'down' : undefined;
};

/**
 * Sends each code once it was asked for, by its channel. A code that is too old to be of use is not sent: nobody wants last
 * night's code because a carrier came back. While the carrier gives no answer it is tried again, with the same code; one
 * that refuses, or that has been down for a while, is followed by the next channel.
 */
export const otpSms: Reactor = {
  name: 'otpSms',
  handles: ['OtpRequested', 'OtpChannelRequested'],
  react: async (event, context) => {
    const { ports } = context;
    const { challengeId, phone, expiresAt, channel } = (event as unknown as Asked).data;
    const record = (command: ChallengeCommand): Promise<unknown> => context.send(command);
    const notSent = (reason: string) => record({ type: 'RecordOtpNotSent', data: { challengeId, reason } });
    const secondsLeft = Math.floor((Date.parse(expiresAt) - Date.parse(context.now())) / MS_PER_SECOND);
    const sender = senderOf(ports, channel);
    if (phone === null || secondsLeft <= 0 || sender === undefined) {
      await notSent(sender === undefined ? 'noChannel' : 'expired');
      return;
    }
    try {
      const { messageId } = await sender.sendOtp({
        phone,
        otp: otpCode(ports.secrets, challengeId),
        templateId: TEMPLATE_ID,
        validForSeconds: secondsLeft,
      });
      await record({ type: 'RecordOtpSent', data: { challengeId, messageId } });
    } catch (error) {
      const reason = notTaken(error);
      const next = nextChannel(ports, channel);
      if (reason === undefined || (reason === 'down' && next === undefined)) throw error;
      await notSent(reason);
      if (next !== undefined) await record({ type: 'RequestOtpChannel', data: { challengeId, channel: next } });
    }
  },
};
