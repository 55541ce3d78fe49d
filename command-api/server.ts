import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { v7 as uuidV7 } from 'uuid';
import { z } from 'zod';
import type { CommandHandler } from '../domains/kernel/handle.ts';
import type { IdempotencyStore } from '../domains/kernel/ports/idempotency-store.ts';
import type { Ports } from '../domains/kernel/ports/index.ts';
import { Refusal, type Caller, type WriteRoute } from '../domains/kernel/routes.ts';
import { Instant } from '../event-schemas/primitives.ts';
import { checkAccess, credentialOf, type Authenticate } from '../infra/http/access.ts';
import { problemOf, PROBLEM_TYPE, ProblemError } from '../infra/http/problem.ts';
import { httpServer, parseJson, parsePart } from '../infra/http/server.ts';
import { fingerprintOf, idempotent, type Answer } from './idempotency.ts';
import { statusOf } from './rejections.ts';
import type { StreamSignals } from './stream-signals.ts';
import { writeContext, type Trail } from './write-context.ts';

export type CommandApiOptions = {
  readonly routes: readonly WriteRoute[];
  readonly handler: CommandHandler;
  readonly ports: Ports;
  readonly authenticate: Authenticate;
  readonly idempotencyStore: IdempotencyStore;
  readonly signals: StreamSignals;
  readonly now: () => Instant;
  readonly log: Logger;
};

const IdempotencyKey = z.uuid();
const RETRY_AFTER_SECONDS = 1;

const keyOf = (route: WriteRoute, request: FastifyRequest): string => {
  if (route.rawBody === true) return uuidV7();
  const parsed = IdempotencyKey.safeParse(request.headers['idempotency-key']);
  if (parsed.success) return parsed.data;
  throw new ProblemError(
    400,
    'IdempotencyKeyMissing',
    'Every write needs an Idempotency-Key header with a fresh UUID, the same one when it is repeated.',
    {
      errors: [{ pointer: '/headers/idempotency-key', message: 'must be a UUID' }],
    },
  );
};

/** `If-Match: "7"`; the weak form is accepted too, since proxies make it. */
const expectedRevisionOf = (request: FastifyRequest): bigint | undefined => {
  const header = request.headers['if-match'];
  if (header === undefined || header === '*') return undefined;
  const revision = /^(?:W\/)?"(\d{1,18})"$/.exec(header)?.[1];
  if (revision !== undefined) return BigInt(revision);
  throw new ProblemError(400, 'InvalidRequest', 'If-Match must be the ETag of an earlier answer.', {
    errors: [{ pointer: '/headers/if-match', message: 'must look like "7"' }],
  });
};

const headersOf = ({ position, revision }: Trail): Record<string, string> => ({
  ...(position > 0n ? { 'x-position': String(position) } : {}),
  ...(revision === undefined || revision < 0n ? {} : { etag: `"${revision}"` }),
});

const refusalAnswer = (refusal: Refusal, correlationId: string): Answer => {
  const status = statusOf(refusal.reason);
  const retryAfterSeconds = refusal.retryAfterSeconds ?? (status === 503 ? RETRY_AFTER_SECONDS : undefined);
  const problem = new ProblemError(status, refusal.reason, refusal.message);
  const headers = {
    'content-type': PROBLEM_TYPE,
    ...(retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) }),
  };
  return { status, headers, body: JSON.stringify(problemOf(problem, correlationId)) };
};

const send = (reply: FastifyReply, { status, headers, body }: Answer): FastifyReply =>
  reply.code(status).headers(headers).send(body);

/** The HTTP side of all commands: who asks, may they, is it new, is it well-formed; then the route's commands. */
export const commandApi = (options: CommandApiOptions): FastifyInstance => {
  const { handler, ports, signals, now, log } = options;
  const app = httpServer(log);
  const once = idempotent(options.idempotencyStore);

  const carryOut = async (
    route: WriteRoute,
    request: FastifyRequest,
    caller: Caller | undefined,
    commandId: string,
  ): Promise<Answer> => {
    const started = performance.now();
    const params = parsePart('params', route.params, request.params);
    const query = parsePart('query', route.query, request.query);
    const rawBody = Buffer.isBuffer(request.body) ? request.body : undefined;
    const body = route.rawBody === true ? undefined : parsePart('body', route.body, parseJson(request.body));
    const context = writeContext(
      {
        caller,
        commandId,
        correlationId: request.correlationId,
        ip: request.ip,
        headers: request.headers,
        rawBody,
        expectedRevision: expectedRevisionOf(request),
        now: now(),
      },
      { handler, ports, signals },
    );
    let answer: Answer;
    try {
      const value = await route.run({ params, query, body } as never, context);
      const text = JSON.stringify(value ?? {});
      answer = {
        status: route.status ?? 200,
        headers: { 'content-type': 'application/json; charset=utf-8', ...headersOf(context.trail) },
        body: text,
      };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      answer = refusalAnswer(error, request.correlationId);
      log.info({ correlationId: request.correlationId, route: route.path, refused: error.reason }, 'refused');
    }
    log.debug(
      {
        correlationId: request.correlationId,
        route: route.path,
        status: answer.status,
        ms: Math.round(performance.now() - started),
      },
      'command',
    );
    return answer;
  };

  for (const route of options.routes)
    app.route({
      method: route.method,
      url: `/api/v1${route.path}`,
      handler: async (request, reply) => {
        const caller = await options.authenticate(credentialOf(request.headers));
        checkAccess(route, caller, request.params as Record<string, string>);
        const key = keyOf(route, request);
        if (route.rawBody === true) return send(reply, await carryOut(route, request, caller, key));
        const fingerprint = fingerprintOf(
          request.method,
          request.url,
          Buffer.isBuffer(request.body) ? request.body : undefined,
        );
        const scope = `${caller?.userId ?? 'public'}:${key}`;
        const isSecret = route.secretAnswer === true;
        return send(reply, await once(scope, fingerprint, () => carryOut(route, request, caller, key), { isSecret }));
      },
    });
  return app;
};
