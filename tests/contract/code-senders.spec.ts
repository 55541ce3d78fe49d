import { afterAll } from 'vitest';
import { createVoiceCaller } from '../../infra/code-channels/voice.ts';
import { createWhatsappSender } from '../../infra/code-channels/whatsapp.ts';
import { DEVELOPMENT_CREDENTIALS } from '../../infra/simulators/development-credentials.ts';
import { startSimulators } from '../../infra/simulators/server.ts';
import { createSmsSender } from '../../infra/sms/sender.ts';
import { codeSenderContract } from './code-senders.ts';

const { razorpay, sms, voice, whatsapp } = DEVELOPMENT_CREDENTIALS;
const simulators = await startSimulators({ port: 0, razorpay: { ...razorpay, webhookUrl: null }, sms });
afterAll(() => simulators.stop());
const base = `${simulators.url}/simulators`;
const secret = (right: boolean, value: string): string => (right ? value : 'development-wrong');

codeSenderContract('text messages by a Sisdial panel', {
  base: `${base}/sms`,
  open: (patience, right) =>
    createSmsSender({
      ...patience,
      baseUrl: `${base}/sms`,
      userId: sms.userId,
      key: secret(right, sms.key),
      senderId: 'ONLYTU',
      dltEntityId: '1201',
      templates: { otp: { text: 'Your code is {otp}.', dltTemplateId: '1107' } },
    }),
});
codeSenderContract('WhatsApp', {
  base: `${base}/whatsapp`,
  open: (patience, right) =>
    createWhatsappSender({
      ...patience,
      baseUrl: `${base}/whatsapp`,
      phoneNumberId: whatsapp.phoneNumberId,
      token: secret(right, whatsapp.token),
      template: 'only2u_code',
      language: 'en',
    }),
});
codeSenderContract('a call', {
  base: `${base}/voice`,
  open: (patience, right) =>
    createVoiceCaller({
      ...patience,
      baseUrl: `${base}/voice`,
      accountId: voice.accountId,
      token: secret(right, voice.token),
      callerId: '+918000000000',
    }),
});
