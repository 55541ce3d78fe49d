import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { faultSchema } from '../fault-request.ts';
import type { Faults } from '../faults.ts';
import { ControlProblem, readControl } from '../problem.ts';
import type { Outbox } from '../sms/outbox.ts';

const LIMIT_DEFAULT = 20;
const LIMIT_MAX = 200;
const messagesSchema = z.strictObject({
  phone: z
    .string()
    .regex(/^\+\d{8,15}$/, 'Give the number as E.164, with + written as %2B')
    .optional(),
  limit: z.coerce.number().int().min(1).max(LIMIT_MAX).default(LIMIT_DEFAULT),
});

/** An answer of a carrier: its status and its body. */
export type CarrierAnswer = { readonly status: number; readonly body: unknown };
type Handler = (request: FastifyRequest) => CarrierAnswer;

/** Carries a call out as planned faults allow; `problem` words an error as this carrier does. */
export const faulty =
  (faults: Faults, problem: (status: number, reason: string) => CarrierAnswer, handler: Handler) =>
  async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const answer = ({ status, body }: CarrierAnswer) => reply.code(status).send(body);
    const fault = faults.take('send');
    if (fault?.fault === 'rate-limited') return answer(problem(429, 'Too many requests'));
    if (fault?.fault === 'server-error') return answer(problem(500, 'Something went wrong'));
    if (fault?.fault === 'refused' || fault?.fault === 'in-progress')
      return answer(problem(400, 'The number cannot be reached'));
    if (fault?.fault === 'slow') await sleep(fault.delayMs);
    const done = handler(request);
    if (fault?.fault === 'slow-response') await sleep(fault.delayMs);
    if (fault?.fault === 'lost-response') {
      request.raw.socket.destroy();
      return reply.hijack();
    }
    return answer(done);
  };

/** What was sent, for whoever plays the customer, and what shall go wrong next. */
export const controlRoutes = (app: FastifyInstance, outbox: Outbox, faults: Faults): void => {
  app.get('/messages', (request, reply) => {
    const { phone, limit } = readControl(messagesSchema, request.query);
    return reply.send({ messages: outbox.list(phone, limit) });
  });
  app.post('/faults', (request, reply) => {
    const { call, times, ...fault } = readControl(faultSchema(['any', 'send']), request.body);
    if (!faults.plan(call, times, fault)) throw new ControlProblem(409, 'Too many faults wait; delete them first.');
    return reply.send({ faults: faults.list() });
  });
  app.delete('/faults', (_request, reply) => {
    faults.clear();
    return reply.send({ faults: [] });
  });
};
