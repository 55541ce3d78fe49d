import { z } from 'zod';
import { createCarrier, type Carrier, type CarrierPatience } from './carrier.ts';

/** How to reach the Cloud API of WhatsApp. */
export type WhatsappConfig = CarrierPatience & {
  /** With the version of the API, such as `https://graph.facebook.com/v23.0`. */
  readonly baseUrl: string;
  readonly token: string;
  /** The sender's number by its id, not the number itself. */
  readonly phoneNumberId: string;
  /** An approved template of the category `authentication` with a button that copies the code. */
  readonly template: string;
  readonly language: string;
};

const Accepted = z.object({ messages: z.array(z.object({ id: z.string() })).min(1) });
const Refused = z.object({ error: z.object({ message: z.string(), code: z.number().optional() }) });

/** Carries our codes as WhatsApp messages. The wording is the template's; we fill in the code, for reading and for copying. */
export const createWhatsappSender = (config: WhatsappConfig): Carrier => {
  const { baseUrl, token, phoneNumberId, template, language } = config;
  const text = (otp: string) => [{ type: 'text', text: otp }];
  return createCarrier(
    {
      name: 'WhatsApp',
      request: ({ phone, otp }) => ({
        url: `${baseUrl.replace(/\/+$/, '')}/${phoneNumberId}/messages`,
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify({
          messaging_product: 'whatsapp',
          recipient_type: 'individual',
          to: phone.slice(1),
          type: 'template',
          template: {
            name: template,
            language: { code: language },
            components: [
              { type: 'body', parameters: text(otp) },
              { type: 'button', sub_type: 'url', index: '0', parameters: text(otp) },
            ],
          },
        }),
      }),
      idOf: (answer) => Accepted.safeParse(answer).data?.messages[0]?.id,
      reasonOf: (answer) => Refused.safeParse(answer).data?.error.message,
    },
    config,
  );
};
