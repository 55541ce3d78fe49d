import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { VirtualClock } from '../clock.ts';
import { Faults } from '../faults.ts';
import { outboxControls } from '../sms/controls.ts';
import { Outbox } from '../sms/outbox.ts';
import { CARRIER_CALLS, faulty, type CarrierAnswer } from './faulty.ts';

const text = z.array(z.object({ type: z.literal('text'), text: z.string().max(15) })).length(1);
const messageSchema = z.object({
  messaging_product: z.literal('whatsapp'),
  recipient_type: z.literal('individual').optional(),
  to: z.string().regex(/^\d{8,15}$/),
  type: z.literal('template'),
  template: z.object({
    name: z.string().min(1),
    language: z.object({ code: z.string().min(2) }),
    components: z.tuple([
      z.object({ type: z.literal('body'), parameters: text }),
      z.object({ type: z.literal('button'), sub_type: z.literal('url'), index: z.literal('0'), parameters: text }),
    ]),
  }),
});

const problem = (status: number, message: string, code = status === 429 ? 130_429 : 131_026): CarrierAnswer => ({
  status,
  body: { error: { message: `(#${code}) ${message}`, type: 'OAuthException', code, fbtrace_id: 'simulated' } },
});

/** WhatsApp's Cloud API, as far as codes by an approved template need it. */
export const whatsappRoutes = (
  app: FastifyInstance,
  options: { readonly phoneNumberId: string; readonly token: string },
  clock: VirtualClock,
): void => {
  const outbox = new Outbox();
  const faults = new Faults();
  app.post(
    '/:phoneNumberId/messages',
    faulty(faults, problem, ({ params, headers, body }) => {
      if (headers.authorization !== `Bearer ${options.token}`) return problem(401, 'Invalid OAuth access token', 190);
      if ((params as { phoneNumberId: string }).phoneNumberId !== options.phoneNumberId)
        return problem(400, 'Unsupported post request', 100);
      const input = messageSchema.safeParse(body);
      if (!input.success) return problem(400, 'Invalid parameter', 100);
      const { to, template } = input.data;
      const [shown, copied] = template.components.map(({ parameters }) => parameters[0]!.text);
      if (shown !== copied) return problem(400, 'Parameters of the body and of the button differ', 132_000);
      const { id } = outbox.add(`+${to}`, `${shown} is your verification code.`, new Date(clock.now()));
      return {
        status: 200,
        body: {
          messaging_product: 'whatsapp',
          contacts: [{ input: to, wa_id: to }],
          messages: [{ id: `wamid.${id}`, message_status: 'accepted' }],
        },
      };
    }),
  );
  outboxControls(app, { outbox, faults }, CARRIER_CALLS);
};
