import type { SmsSender } from '../../domains/kernel/ports/sms-sender.ts';
import type { CircuitStateName } from '../outbound/resilience.ts';
import { acceptedId, assertPhone, panelCalls, textOf } from './calls.ts';
import type { SmsConfig } from './config.ts';

const PAGE = 'sendsms.jsp';

export interface SisdialSender extends SmsSender {
  circuitState(): CircuitStateName;
}

/** Sends our own one-time passwords as plain text through a Sisdial-style panel. */
export function createSmsSender(config: SmsConfig): SisdialSender {
  const calls = panelCalls(config);
  return {
    sendOtp: async ({ phone, otp, templateId, validForSeconds }) => {
      assertPhone(PAGE, phone);
      const { text, dltTemplateId } = textOf(config, PAGE, { templateId, otp, seconds: validForSeconds });
      const answer = await calls.ask(PAGE, {
        user: config.userId,
        password: config.key,
        mobiles: phone,
        sms: text,
        senderid: config.senderId,
        unicode: '0',
        ...(dltTemplateId === null ? {} : { tempid: dltTemplateId }),
        ...(config.dltEntityId === null ? {} : { entityid: config.dltEntityId }),
      });
      return { messageId: acceptedId(PAGE, answer) };
    },
    circuitState: () => calls.circuitState(),
  };
}
