import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Fault } from './faults.ts';

/** Answers a call that has had its effect as its fault allows: late, not at all, or as usual. */
export const endOfCall = async (
  { request, fault }: { readonly request: FastifyRequest; readonly fault: Fault | null },
  reply: FastifyReply,
  answer: () => FastifyReply,
): Promise<FastifyReply> => {
  if (fault?.fault === 'slow-response') await sleep(fault.delayMs);
  if (fault?.fault !== 'lost-response') return answer();
  request.raw.socket.destroy();
  return reply.hijack();
};
