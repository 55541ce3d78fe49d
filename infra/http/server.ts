import Fastify, { type FastifyError, type FastifyInstance, type FastifyRequest } from 'fastify';
import { v7 as uuidV7, validate } from 'uuid';
import type { Logger } from 'pino';
import type { z } from 'zod';
import { StoreUnavailable } from '../../domains/kernel/ports/store-unavailable.ts';
import { inputErrors, ProblemError, sendProblem } from './problem.ts';

export const BODY_BYTES_MAX = 1_048_576;
export const URL_PARAMETER_MAX = 200;
const API_PREFIX = '/api/v1';

declare module 'fastify' {
  interface FastifyRequest {
    correlationId: string;
  }
}

/** `/api/...` and `/api/v1/...` are the same; version 1 may also be asked for by `Accept: application/vnd.only2u.v1+json`. */
export const rewriteUrl = (url: string): string =>
  url.startsWith('/api/') && !/^\/api\/v\d+(\/|\?|$)/.test(url) ? API_PREFIX + url.slice('/api'.length) : url;

const correlationOf = (request: FastifyRequest): string => {
  const given = request.headers['x-correlation-id'];
  return typeof given === 'string' && validate(given) ? given : uuidV7();
};

const asProblem = (error: unknown): ProblemError | undefined => {
  if (error instanceof ProblemError) return error;
  if (error instanceof StoreUnavailable)
    return new ProblemError(503, 'StoreUnavailable', error.message, { retryAfterSeconds: 1 });
  const { statusCode, code } = error as FastifyError;
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE')
    return new ProblemError(413, 'BodyTooLarge', `The body is larger than ${BODY_BYTES_MAX} bytes.`);
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE')
    return new ProblemError(415, 'UnsupportedMediaType', 'Send the body as application/json.');
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500)
    return new ProblemError(statusCode, 'InvalidRequest', (error as Error).message);
  return undefined;
};

/** A Fastify instance with the answers that both APIs share: problem+json for every error, and one id per request. */
export const httpServer = (log: Logger): FastifyInstance => {
  const app = Fastify({
    logger: false,
    bodyLimit: BODY_BYTES_MAX,
    routerOptions: { maxParamLength: URL_PARAMETER_MAX, ignoreTrailingSlash: true },
    forceCloseConnections: 'idle',
    rewriteUrl: (request) => rewriteUrl(request.url ?? '/'),
    trustProxy: 'loopback',
  });
  app.decorateRequest('correlationId', '');
  app.addHook('onRequest', (request, reply, done) => {
    request.correlationId = correlationOf(request);
    void reply.header('x-correlation-id', request.correlationId);
    done();
  });
  // Bodies stay bytes: signatures are over bytes, and the fingerprint of an idempotent request is too.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'buffer' }, (_request, body, done) =>
    done(null, body),
  );
  app.setErrorHandler((error, request, reply) => {
    const problem = asProblem(error);
    if (problem !== undefined) return sendProblem(reply, problem, request.correlationId);
    log.error({ err: error, correlationId: request.correlationId, route: request.routeOptions.url }, 'request failed');
    return sendProblem(
      reply,
      new ProblemError(
        500,
        'InternalError',
        'Something broke on our side; the request may be repeated with the same Idempotency-Key.',
      ),
      request.correlationId,
    );
  });
  app.setNotFoundHandler((request, reply) =>
    sendProblem(
      reply,
      new ProblemError(
        404,
        'RouteNotFound',
        `There is no ${request.method} ${request.url.split('?', 1)[0]}; see /docs.`,
      ),
      request.correlationId,
    ),
  );
  return app;
};

/** Parses one part of a request, or throws the 400 that names each wrong field. */
export const parsePart = (
  part: 'params' | 'query' | 'body',
  schema: z.ZodType | undefined,
  value: unknown,
): unknown => {
  if (schema === undefined) return undefined;
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new ProblemError(400, 'InvalidRequest', 'Some input is not valid; see errors.', {
    errors: inputErrors(part, parsed.error),
  });
};

/** JSON text to a value; undefined for an empty body. `__proto__` keys do no harm, since every schema builds new objects. */
export const parseJson = (body: unknown): unknown => {
  if (!Buffer.isBuffer(body) || body.length === 0) return {};
  try {
    return JSON.parse(body.toString('utf8')) as unknown;
  } catch {
    throw new ProblemError(400, 'InvalidRequest', 'The body is not JSON.', {
      errors: [{ pointer: '/body', message: 'must be JSON text in UTF-8' }],
    });
  }
};
