import { timingSafeEqual } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { endOfCall } from '../end-of-call.ts';
import type { Fault } from '../faults.ts';
import { VendorError } from './vendor-error.ts';
import type { World } from './world.ts';

/** A vendor call: it reads the request and answers the body, or throws a `VendorError`. */
export type VendorHandler = (request: FastifyRequest) => unknown;

/** Wraps a vendor call in what surrounds each of them: credentials, planned faults, the wire format of errors. */
export function guarded(world: World, call: string, handler: VendorHandler) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    try {
      assertCredentials(world, request);
      const fault = world.faults.take(call);
      failBefore(fault);
      const answer = await handlerWithDelay(world, handler, { request, fault });
      return await endOfCall({ request, fault }, reply, () => reply.send(answer));
    } catch (error) {
      return await sendVendorError(reply, error);
    } finally {
      world.wake();
    }
  };
}

async function handlerWithDelay(
  world: World,
  handler: VendorHandler,
  { request, fault }: { request: FastifyRequest; fault: Fault | null },
): Promise<unknown> {
  if (fault?.fault !== 'slow') return handler(request);
  const release = world.inProgress.enter(request.headers['x-refund-idempotency']);
  try {
    await sleep(fault.delayMs);
  } finally {
    release();
  }
  return handler(request);
}

function assertCredentials({ options }: World, { headers }: FastifyRequest): void {
  const expected = `Basic ${Buffer.from(`${options.keyId}:${options.keySecret}`).toString('base64')}`;
  const given = Buffer.from(headers.authorization ?? '');
  const right = Buffer.from(expected);
  if (given.byteLength === right.byteLength && timingSafeEqual(given, right)) return;
  throw new VendorError('The api key provided is invalid', { status: 401, reason: 'authentication_failed' });
}

function failBefore(fault: Fault | null): void {
  switch (fault?.fault) {
    case 'rate-limited':
      throw new VendorError('Too many requests', { status: 429, retryAfterSeconds: fault.retryAfterSeconds });
    case 'server-error':
      throw new VendorError('The server encountered an error. The incident has been reported to admins.', {
        status: 500,
        code: 'SERVER_ERROR',
      });
    case 'refused':
      throw new VendorError('The request was refused as the simulator was told to', {
        reason: 'input_validation_failed',
      });
    case 'in-progress':
      throw inProgress();
    default:
  }
}

/** The answer to a repeat that overtook the first request with its idempotency key. */
export function inProgress(): VendorError {
  return new VendorError('Request failed because another request with the same idempotency key is in progress', {
    status: 409,
  });
}

function sendVendorError(reply: FastifyReply, error: unknown): FastifyReply {
  const known =
    error instanceof VendorError
      ? error
      : new VendorError('The simulator failed', { status: 500, code: 'SERVER_ERROR' });
  if (!(error instanceof VendorError)) reply.log.error(error);
  if (known.retryAfterSeconds !== null) void reply.header('retry-after', String(known.retryAfterSeconds));
  return reply.code(known.status).send(known.body());
}
