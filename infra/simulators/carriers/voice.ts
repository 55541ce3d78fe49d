import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { VirtualClock } from '../clock.ts';
import { Faults } from '../faults.ts';
import { outboxControls } from '../sms/controls.ts';
import { Outbox } from '../sms/outbox.ts';
import { CARRIER_CALLS, faulty, type CarrierAnswer } from './faulty.ts';

const callSchema = z.object({
  To: z.string().regex(/^\+\d{8,15}$/),
  From: z.string().regex(/^\+\d{8,15}$/),
  Twiml: z.string().startsWith('<Response>').endsWith('</Response>').max(4_000),
});

const problem = (status: number, message: string, code = status === 429 ? 20_429 : 21_211): CarrierAnswer => ({
  status,
  body: { code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status },
});

/** What somebody who listens writes down: words without mark-up, digits that were said one by one as one number. */
const heard = (twiml: string): string => twiml.replaceAll(/<[^>]+>/g, '').replaceAll(/(?<=\d)[, ]+(?=\d)/g, '');

/** The Calls API of Twilio, as far as calls that say something need it. */
export const voiceRoutes = (
  app: FastifyInstance,
  options: { readonly accountId: string; readonly token: string },
  clock: VirtualClock,
): void => {
  const outbox = new Outbox();
  const faults = new Faults();
  const expected = `Basic ${Buffer.from(`${options.accountId}:${options.token}`).toString('base64')}`;
  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) =>
    done(null, Object.fromEntries(new URLSearchParams(body as string))),
  );
  app.post(
    '/2010-04-01/Accounts/:accountId/Calls.json',
    faulty(faults, problem, ({ params, headers, body }) => {
      const { accountId } = params as { accountId: string };
      if (headers.authorization !== expected || accountId !== options.accountId)
        return problem(401, 'Authenticate', 20_003);
      const input = callSchema.safeParse(body);
      if (!input.success) return problem(400, 'Invalid parameter', 21_205);
      const { id } = outbox.add(input.data.To, heard(input.data.Twiml), new Date(clock.now()));
      return { status: 201, body: { sid: `CA${id.padStart(32, '0')}`, status: 'queued', direction: 'outbound-api' } };
    }),
  );
  outboxControls(app, { outbox, faults }, CARRIER_CALLS);
};
