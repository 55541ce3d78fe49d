import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import type { VirtualClock } from '../clock.ts';
import { endOfCall } from '../end-of-call.ts';
import { Faults } from '../faults.ts';
import { outboxControls } from './controls.ts';
import { Outbox } from './outbox.ts';

export interface SmsSimulatorOptions {
  readonly userId: string;
  readonly key: string;
}

const CODES_MAX = 10_000;
const CODE_SECONDS_DEFAULT = 200;
const SMS_CALLS = ['any', 'generateOtp', 'validateOtp', 'sendsms'] as const;

/** The panel reads `+91…` and bare Indian numbers alike. */
const mobile = z
  .string()
  .trim()
  .regex(/^\+?\d{10,15}$/)
  .transform((value) => (value.startsWith('+') ? value : value.length === 10 ? `+91${value}` : `+${value}`));
const text = z.string().min(1).max(1_600);
const generateSchema = z.object({
  userid: z.string(),
  key: z.string(),
  mobileno: mobile,
  timetoalive: z.coerce.number().int().min(1).max(86_400).default(CODE_SECONDS_DEFAULT),
  message: text,
});
const validateSchema = z.object({ mobileno: mobile, otp: z.string(), otpid: z.string().optional() });
const sendSchema = z.object({
  user: z.string(),
  password: z.string(),
  mobiles: mobile,
  sms: text,
  senderid: z.string().min(1).max(11),
  tempid: z.string().max(40).optional(),
  entityid: z.string().max(40).optional(),
  unicode: z.string().optional(),
});
interface Code {
  readonly otp: string;
  readonly otpId: string;
  readonly expiresAt: number;
}

/** An SMS panel of the Sisdial kind: everything is a GET, and a refusal is a 200 whose `result` is not `success`. */
export function smsRoutes(app: FastifyInstance, options: SmsSimulatorOptions, clock: VirtualClock): void {
  const outbox = new Outbox();
  const faults = new Faults();
  const codes = new LRUCache<string, Code>({ max: CODES_MAX });
  const keep = (phone: string, message: string) => outbox.add(phone, message, new Date(clock.now()));

  app.get(
    '/generateOtp.jsp',
    faulty(faults, 'generateOtp', ({ query }) => {
      const input = generateSchema.safeParse(query);
      if (!input.success) return refusal('invalid parameters');
      const { userid, key, mobileno, timetoalive, message } = input.data;
      if (userid !== options.userId || key !== options.key) return refusal('invalid user or key');
      const otp = String(randomInt(100_000, 1_000_000));
      const sent = keep(mobileno, message.replaceAll('{otp}', otp));
      codes.set(mobileno, { otp, otpId: sent.id, expiresAt: clock.now() + timetoalive * 1000 });
      return { result: 'success', otpId: sent.id };
    }),
  );
  app.get(
    '/validateOtpApi.jsp',
    faulty(faults, 'validateOtp', ({ query }) => {
      const input = validateSchema.safeParse(query);
      const code = input.success ? codes.get(input.data.mobileno) : undefined;
      if (!input.success || code === undefined || code.expiresAt <= clock.now()) return refusal('expired');
      const { otp, otpid = code.otpId } = input.data;
      if (code.otp !== otp || code.otpId !== otpid) return refusal('mismatch');
      codes.delete(input.data.mobileno);
      return { result: 'success' };
    }),
  );
  app.get(
    '/sendsms.jsp',
    faulty(faults, 'sendsms', ({ query }) => {
      const input = sendSchema.safeParse(query);
      if (!input.success) return refusal('invalid parameters');
      const { user, password, mobiles, sms } = input.data;
      if (user !== options.userId || password !== options.key) return refusal('invalid user or password');
      return { result: 'success', messageId: keep(mobiles, sms).id };
    }),
  );
  outboxControls(app, { outbox, faults }, SMS_CALLS);
}

function refusal(reason: string) {
  return { result: 'failure', reason };
}

function faulty(faults: Faults, call: string, handler: (request: FastifyRequest) => unknown) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const fault = faults.take(call);
    if (fault?.fault === 'rate-limited') return reply.code(429).send('Too many requests');
    if (fault?.fault === 'server-error') return reply.code(500).send('Internal server error');
    if (fault?.fault === 'refused' || fault?.fault === 'in-progress') return reply.send(refusal('no credit'));
    if (fault?.fault === 'slow') await sleep(fault.delayMs);
    const answer = handler(request);
    return endOfCall({ request, fault }, reply, () => reply.send(answer));
  };
}
