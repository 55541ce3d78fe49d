import type { Ports } from '../domains/kernel/ports/index.ts';
import { createVoiceCaller } from '../infra/code-channels/voice.ts';
import { createWhatsappSender } from '../infra/code-channels/whatsapp.ts';
import { isSimulated, type Config } from '../infra/config.ts';
import { SMS_PATIENCE } from '../infra/sms/config.ts';
import { createSmsSender } from '../infra/sms/sender.ts';

/**
 * Who carries codes to phones. Beside the simulated panel stand the other simulated carriers; beside a real one only those
 * that were set, since a code must never end in a simulator that customers do not have.
 */
export const codeCarriers = (
  config: Config,
  simulators: string,
): Pick<Ports, 'smsSender' | 'whatsappSender' | 'voiceCaller'> => {
  const urlOf = (url: string | undefined, name: string): string | undefined =>
    isSimulated(url) && !isSimulated(config.SMS_URL) ? undefined : (url ?? `${simulators}/${name}`);
  const whatsappUrl = urlOf(config.WHATSAPP_URL, 'whatsapp');
  const voiceUrl = urlOf(config.VOICE_URL, 'voice');
  return {
    smsSender: createSmsSender({
      ...SMS_PATIENCE,
      baseUrl: config.SMS_URL ?? `${simulators}/sms`,
      userId: config.SMS_USER_ID,
      key: config.SMS_KEY,
      senderId: config.SMS_SENDER_ID,
      dltEntityId: config.SMS_DLT_ENTITY_ID ?? null,
      templates: { otp: { text: config.SMS_CODE_TEXT, dltTemplateId: config.SMS_DLT_TEMPLATE_ID ?? null } },
    }),
    whatsappSender:
      whatsappUrl === undefined
        ? undefined
        : createWhatsappSender({
            ...SMS_PATIENCE,
            baseUrl: whatsappUrl,
            token: config.WHATSAPP_TOKEN,
            phoneNumberId: config.WHATSAPP_PHONE_NUMBER_ID,
            template: config.WHATSAPP_TEMPLATE,
            language: config.WHATSAPP_LANGUAGE,
          }),
    voiceCaller:
      voiceUrl === undefined
        ? undefined
        : createVoiceCaller({
            ...SMS_PATIENCE,
            baseUrl: voiceUrl,
            accountId: config.VOICE_ACCOUNT_ID,
            token: config.VOICE_TOKEN,
            callerId: config.VOICE_CALLER_ID,
          }),
  };
};
