import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { v7 as uuidV7 } from 'uuid';
import { z } from 'zod';
import { derivedId } from '../domains/kernel/derived-id.ts';
import type { IdempotencyStore } from '../domains/kernel/ports/idempotency-store.ts';
import { Refusal, type Caller, type WriteContext, type WriteRoute } from '../domains/kernel/routes.ts';
import { identityPolicy } from '../domains/policy/identity.ts';
import { requireFresh } from '../domains/user/index.ts';
import { Instant } from '../event-schemas/primitives.ts';
import { checkAccess, credentialOf, type Authenticate } from '../infra/http/access.ts';
import { API_PREFIX } from '../infra/http/api-version.ts';
import { problemOf, PROBLEM_TYPE, ProblemError } from '../infra/http/problem.ts';
import { challengeHeaders } from '../infra/http/step-up-challenge.ts';
import { statusOf } from '../infra/http/refusal-status.ts';
import { httpServer, parseJson, parsePart } from '../infra/http/server.ts';
import type { TrustsProxy } from '../infra/http/trusted-proxies.ts';
import { fingerprintOf, idempotent, type Answer } from './idempotency.ts';
import { LaterAnswer } from './later.ts';
import { writeContext, type Trail, type WriteServices } from './write-context.ts';

/** Throws a Refusal for a caller whose credential is right and who may nevertheless change nothing any more. */
export type Admit = (caller: Caller, context: Pick<WriteContext, 'facts'>) => Promise<void>;

export type CommandApiOptions = WriteServices & {
  readonly routes: readonly WriteRoute[];
  readonly authenticate: Authenticate;
  readonly admit?: Admit;
  readonly idempotencyStore: IdempotencyStore;
  readonly now: () => Instant;
  readonly log: Logger;
  /** The proxies that may name the client; those of this machine unless told otherwise. */
  readonly trustsProxy?: TrustsProxy;
};

const IdempotencyKey = z.uuid();
const RETRY_AFTER_SECONDS = 1;

const keyOf = (route: WriteRoute, request: FastifyRequest): string => {
  if (route.rawBody === true) return uuidV7();
  const parsed = IdempotencyKey.safeParse(request.headers['idempotency-key']);
  if (parsed.success) return parsed.data.toLowerCase();
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
    ...challengeHeaders(refusal.reason, identityPolicy.stepUpSeconds.value),
    ...(retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) }),
  };
  return { status, headers, body: JSON.stringify(problemOf(problem, correlationId)) };
};

/** What has not come to its end is answered 202, with where to ask; nothing else that succeeds depends on the value. */
const successAnswer = ({ status }: WriteRoute, value: unknown, headers: Record<string, string>): Answer => {
  if (value instanceof LaterAnswer)
    return {
      status: 202,
      headers: { ...headers, location: API_PREFIX + value.path, 'retry-after': String(RETRY_AFTER_SECONDS) },
      body: JSON.stringify(value.value),
    };
  return { status: [status ?? 200].flat()[0] ?? 200, headers, body: JSON.stringify(value ?? {}) };
};

const send = (reply: FastifyReply, { status, headers, body }: Answer): FastifyReply =>
  reply.code(status).headers(headers).send(body);

/** Only a webhook may send something else than JSON: its bytes are read by its own route. */
const requireJson = (request: FastifyRequest): void => {
  if (!Buffer.isBuffer(request.body) || request.body.length === 0) return;
  if (/^application\/json\s*(;|$)/i.test(request.headers['content-type'] ?? '')) return;
  throw new ProblemError(415, 'UnsupportedMediaType', 'Send the body as application/json.');
};

/** What a route is given: who asks, under which command id, and the services that it may use. */
type Asked = { readonly caller: Caller | undefined; readonly commandId: string };

const contextOf = (
  options: CommandApiOptions,
  request: FastifyRequest,
  asked: Asked,
): ReturnType<typeof writeContext> =>
  writeContext(
    {
      ...asked,
      correlationId: request.correlationId,
      ip: request.ip,
      headers: request.headers,
      rawBody: Buffer.isBuffer(request.body) ? request.body : undefined,
      expectedRevision: expectedRevisionOf(request),
      now: options.now(),
    },
    options,
  );

const isOpen = ({ allow, owner }: WriteRoute): boolean => allow.includes('public') && owner === undefined;

/** Parses the input and runs the route; a refusal is an answer, everything else that is thrown is not. */
const carryOut = async (
  options: CommandApiOptions,
  route: WriteRoute,
  request: FastifyRequest,
  asked: Asked,
): Promise<Answer> => {
  const { log } = options;
  const { correlationId } = request;
  const started = performance.now();
  const params = parsePart('params', route.params, request.params);
  const query = parsePart('query', route.query, request.query);
  const body = route.rawBody === true ? undefined : parsePart('body', route.body, parseJson(request.body));
  const context = contextOf(options, request, asked);
  let answer: Answer;
  try {
    // Whoever has left may still use what is open to everybody, such as to log out or to take the deletion back.
    if (asked.caller !== undefined && !isOpen(route)) await options.admit?.(asked.caller, context);
    if (route.freshProof === true) await requireFresh(context);
    const value = await route.run({ params, query, body }, context);
    const headers = { 'content-type': 'application/json; charset=utf-8', ...headersOf(context.trail) };
    answer = successAnswer(route, value, headers);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    answer = refusalAnswer(error, correlationId);
    log.info({ correlationId, route: route.path, refused: error.reason }, 'refused');
  }
  const ms = Math.round(performance.now() - started);
  log.debug({ correlationId, route: route.path, status: answer.status, ms }, 'command');
  return answer;
};

/** The HTTP side of all commands: who asks, may they, is it new, is it well-formed; then the route's commands. */
export const commandApi = (options: CommandApiOptions): FastifyInstance => {
  const { log } = options;
  const app = httpServer(log, options.trustsProxy);
  const idempotency = idempotent(options.idempotencyStore, (error) =>
    log.warn({ err: error }, 'an answer could not be stored; a repeat of its request is carried out again'),
  );
  app.addHook('onClose', () => idempotency.drained());

  const answerOf = async (route: WriteRoute, request: FastifyRequest): Promise<Answer> => {
    // A webhook's sender is nobody to us, and what it puts into our headers is for its route to check.
    const isWebhook = route.rawBody === true && isOpen(route);
    const caller = isWebhook ? undefined : await options.authenticate(credentialOf(request.headers));
    checkAccess(route, caller, request.params as Record<string, string>);
    const key = keyOf(route, request);
    if (route.rawBody === true) return carryOut(options, route, request, { caller, commandId: key });
    requireJson(request);
    // Bound to the caller, so that nobody can repeat somebody else's command and be shown what it did.
    const commandId = caller === undefined ? key : derivedId(caller.userId, key);
    return idempotency.carryOut({
      key: `${caller?.userId ?? 'public'}:${key}`,
      fingerprint: fingerprintOf(request.method, request.url, request.body as Buffer | undefined),
      isSecret: route.secretAnswer === true,
      work: () => carryOut(options, route, request, { caller, commandId }),
    });
  };

  for (const route of options.routes)
    app.route({
      method: route.method,
      url: `/api/v1${route.path}`,
      handler: async (request, reply) => send(reply, await answerOf(route, request)),
    });
  return app;
};
