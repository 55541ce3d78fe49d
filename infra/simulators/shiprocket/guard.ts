import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { endOfCall } from '../end-of-call.ts';
import type { ShiprocketWorld } from './world.ts';

/** Something that the vendor says no to, in its format. */
export class Refused extends Error {
  readonly status: number;
  readonly errors: object | undefined;
  constructor(status: number, message: string, errors?: object) {
    super(message);
    this.status = status;
    this.errors = errors;
  }
}

type Handler = (request: FastifyRequest, reply: FastifyReply) => unknown;

const failBefore = (fault: string | undefined): void => {
  if (fault === 'rate-limited') throw new Refused(429, 'You have exceeded the API call rate limit');
  if (fault === 'server-error') throw new Refused(500, 'Internal Server Error');
  if (fault === 'refused') throw new Refused(400, 'The request was refused as the simulator was told to');
  if (fault === 'in-progress') throw new Refused(408, 'Request Timeout');
};

const answerTo = (reply: FastifyReply, { status, message, errors }: Refused): FastifyReply =>
  reply.code(status).send({ message, status_code: status, ...(errors === undefined ? {} : { errors }) });

/** Wraps a vendor call in what surrounds each of them: the token, planned faults, the format of errors. */
export const guarded =
  (world: ShiprocketWorld, call: string, handler: Handler) =>
  async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const token = (request.headers.authorization ?? '').replace(/^Bearer /, '');
    const fault = world.faults.take(call);
    try {
      if (call !== 'login' && !world.isToken(token)) throw new Refused(401, 'Unauthenticated.');
      failBefore(fault?.fault);
      if (fault?.fault === 'slow') await sleep(fault.delayMs);
      const answer: unknown = await handler(request, reply);
      return await endOfCall({ request, fault }, reply, () => reply.send(answer));
    } catch (error) {
      if (error instanceof Refused) return answerTo(reply, error);
      throw error;
    }
  };
