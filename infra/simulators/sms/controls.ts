import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { faultSchema } from '../fault-request.ts';
import type { Faults } from '../faults.ts';
import { ControlProblem, readControl } from '../problem.ts';
import type { Outbox } from './outbox.ts';

const LIMIT_DEFAULT = 20;
const LIMIT_MAX = 200;
const messagesSchema = z.strictObject({
  phone: z
    .string()
    .regex(/^\+\d{8,15}$/, 'Give the number as E.164, with + written as %2B')
    .optional(),
  limit: z.coerce.number().int().min(1).max(LIMIT_MAX).default(LIMIT_DEFAULT),
});

/** What a carrier has sent, for whoever plays the customer, and which of its calls shall go wrong next. */
export function outboxControls(
  app: FastifyInstance,
  { outbox, faults }: { readonly outbox: Outbox; readonly faults: Faults },
  calls: readonly [string, ...string[]],
): void {
  app.get('/messages', (request, reply) => {
    const { phone, limit } = readControl(messagesSchema, request.query);
    return reply.send({ messages: outbox.list(phone, limit) });
  });
  app.post('/faults', (request, reply) => {
    const { call, times, ...fault } = readControl(faultSchema(calls), request.body);
    if (!faults.plan(call, times, fault)) throw new ControlProblem(409, 'Too many faults wait; delete them first.');
    return reply.send({ faults: faults.list() });
  });
  app.delete('/faults', (_request, reply) => {
    faults.clear();
    return reply.send({ faults: [] });
  });
}
