import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { endOfCall } from '../end-of-call.ts';
import type { Faults } from '../faults.ts';

/** An answer of a carrier: its status and its body. */
export type CarrierAnswer = { readonly status: number; readonly body: unknown };
/** What a fault can be planned for: the one call there is. */
export const CARRIER_CALLS = ['any', 'send'] as const;
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
    return endOfCall({ request, fault }, reply, () => answer(done));
  };
