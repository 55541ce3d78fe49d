import type { Reactor } from '../../domains/kernel/reactor.ts';
import { SmsSenderError } from '../../domains/kernel/ports/sms-sender.ts';
import type { ChallengeCommand } from '../../domains/user/challenge/commands.ts';
import type { ChallengeEvent } from '../../domains/user/challenge/events.ts';
import { otpCode } from '../../domains/user/otp-code.ts';

const TEMPLATE_ID = 'otp';
const MS_PER_SECOND = 1000;

/**
 * Sends each code once it was asked for. A code that is too old to be of use is not sent: nobody wants last night's code
 * because a carrier came back. While the carrier gives no answer it is tried again, with the same code.
 */
export const otpSms: Reactor = {
  name: 'otpSms',
  handles: ['OtpRequested'],
  react: async (event, context) => {
    const { ports } = context;
    const { challengeId, phone, expiresAt } = (event as unknown as Extract<ChallengeEvent, { type: 'OtpRequested' }>)
      .data;
    const record = (command: ChallengeCommand): Promise<unknown> => context.send(command);
    const secondsLeft = Math.floor((Date.parse(expiresAt) - Date.parse(context.now())) / MS_PER_SECOND);
    if (phone === null || secondsLeft <= 0) {
      await record({ type: 'RecordOtpNotSent', data: { challengeId, reason: 'expired' } });
      return;
    }
    try {
      const { messageId } = await ports.smsSender.sendOtp({
        phone,
        otp: otpCode(ports.secrets, challengeId),
        templateId: TEMPLATE_ID,
        validForSeconds: secondsLeft,
      });
      await record({ type: 'RecordOtpSent', data: { challengeId, messageId } });
    } catch (error) {
      if (!(error instanceof SmsSenderError) || error.failure.code !== 'refused') throw error;
      await record({ type: 'RecordOtpNotSent', data: { challengeId, reason: 'refused' } });
    }
  },
};
