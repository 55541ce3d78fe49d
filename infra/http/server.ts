import Fastify, { type FastifyError, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { v7 as uuidV7, validate } from 'uuid';
import type { Logger } from 'pino';
import { StoreUnavailable } from '../../domains/kernel/ports/store-unavailable.ts';
import { requireKnownVersion, rewriteUrl } from './api-version.ts';
import { ProblemError, sendProblem } from './problem.ts';
import { trustedProxies, type TrustsProxy } from './trusted-proxies.ts';

export { rewriteUrl } from './api-version.ts';
export { parseJson, parsePart } from './input.ts';

export const BODY_BYTES_MAX = 1_048_576;
export const URL_PARAMETER_MAX = 200;
/** What a route that reads the bytes itself may be sent. */
const RAW_TYPES = ['application/x-www-form-urlencoded', 'application/x-ndjson', 'text/csv'] as const;

declare module 'fastify' {
  interface FastifyRequest {
    correlationId: string;
  }
}

/** The id that the caller gave, or a new one. */
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

const answerError = (error: unknown, request: FastifyRequest, reply: FastifyReply, log: Logger): FastifyReply => {
  const { correlationId } = request;
  const problem = asProblem(error);
  if (problem !== undefined) return sendProblem(reply, problem, correlationId);
  log.error({ err: error, correlationId, route: request.routeOptions.url }, 'request failed');
  return sendProblem(
    reply,
    new ProblemError(
      500,
      'InternalError',
      'Something broke on our side; the request may be repeated with the same Idempotency-Key.',
    ),
    correlationId,
  );
};

/** A Fastify instance with the answers that both APIs share: problem+json for every error, and one id per request. */
export const httpServer = (log: Logger, trustsProxy: TrustsProxy = trustedProxies()): FastifyInstance => {
  const app = Fastify({
    logger: false,
    bodyLimit: BODY_BYTES_MAX,
    routerOptions: { maxParamLength: URL_PARAMETER_MAX, ignoreTrailingSlash: true },
    forceCloseConnections: 'idle',
    rewriteUrl: (request) => rewriteUrl(request.url ?? '/'),
    trustProxy: trustsProxy,
    // What fails before a route is found, such as a malformed escape in the path, sees no hook.
    frameworkErrors: (error, request, reply) => {
      request.correlationId = correlationOf(request);
      answerError(error, request, reply, log);
    },
  });
  app.decorateRequest('correlationId', '');
  app.addHook('onRequest', (request, reply, done) => {
    request.correlationId = correlationOf(request);
    void reply.header('x-correlation-id', request.correlationId);
    requireKnownVersion(request.headers.accept);
    done();
  });
  // Bodies stay bytes: signatures are over bytes, and the fingerprint of an idempotent request is too.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  app.addContentTypeParser([...RAW_TYPES], { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  app.setErrorHandler((error, request, reply) => answerError(error, request, reply, log));
  app.setNotFoundHandler((request, reply) => {
    const path = request.url.split('?', 1)[0]!;
    const problem = new ProblemError(404, 'RouteNotFound', `There is no ${request.method} ${path}; see /docs.`);
    return sendProblem(reply, problem, request.correlationId);
  });
  return app;
};
