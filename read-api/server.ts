import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import type { CommandHandler } from '../domains/kernel/handle.ts';
import type { Ports } from '../domains/kernel/ports/index.ts';
import type { Sql } from '../domains/kernel/projection.ts';
import { FileAnswer, JsonText, Refusal, type ReadContext, type ReadRoute } from '../domains/kernel/routes.ts';
import { identityPolicy } from '../domains/policy/identity.ts';
import { SOURCE_LANGUAGE, type Language } from '../domains/policy/languages.ts';
import { requireFresh } from '../domains/user/index.ts';
import type { Instant } from '../event-schemas/primitives.ts';
import { checkAccess, credentialOf, type Authenticate } from '../infra/http/access.ts';
import { sendTagged } from '../infra/http/entity-tag.ts';
import { parseQuery, withSealedNext, wrongCursor } from '../infra/http/page-cursor.ts';
import { ProblemError } from '../infra/http/problem.ts';
import { statusOf } from '../infra/http/refusal-status.ts';
import { challengeHeaders } from '../infra/http/step-up-challenge.ts';
import { httpServer, parsePart } from '../infra/http/server.ts';
import type { Progress } from './progress.ts';
import { recordLook } from './staff-looks.ts';
import { languageOfAnswer, TRANSLATIONS, translatorFor } from './translator.ts';

export type ReadApiOptions = {
  readonly routes: readonly ReadRoute[];
  readonly query: <T>(statement: Sql) => Promise<readonly T[]>;
  readonly facts: CommandHandler['fold'];
  readonly history: CommandHandler['history'];
  readonly ports: Ports;
  readonly authenticate: Authenticate;
  readonly progress: Progress;
  readonly now: () => Instant;
  readonly log: Logger;
};

/** How long a read waits for its own write before it says that the read model is behind. */
export const READ_AFTER_TIMEOUT_MS = 500;

const readAfterOf = (request: FastifyRequest): bigint | undefined => {
  const header = request.headers['read-after'];
  if (header === undefined) return undefined;
  if (typeof header === 'string' && /^\d{1,19}$/.test(header)) return BigInt(header);
  throw new ProblemError(400, 'InvalidRequest', 'Read-After must be the X-Position of an earlier answer.', {
    errors: [{ pointer: '/headers/read-after', message: 'must be a whole number' }],
  });
};

const waitForOwnWrite = async (
  route: ReadRoute,
  language: Language,
  position: bigint | undefined,
  { ports, progress }: Pick<ReadApiOptions, 'ports' | 'progress'>,
): Promise<void> => {
  if (position === undefined) return;
  const translated = language === SOURCE_LANGUAGE ? [] : [TRANSLATIONS];
  const needed = [...route.projections, ...(route.readModelsOf?.(ports) ?? []), ...translated];
  if (await progress.reached(needed, position, READ_AFTER_TIMEOUT_MS)) return;
  const behind = needed.map((name) => `${name} at ${String(progress.positionOf(name) ?? 'no position')}`);
  throw new ProblemError(
    503,
    'ReadModelBehind',
    `The read model has not reached position ${position} yet (${behind.join(', ')}).`,
    { retryAfterSeconds: 1 },
  );
};

const sendFile = (reply: FastifyReply, { bytes, contentType, fileName }: FileAnswer): FastifyReply =>
  reply.type(contentType).header('content-disposition', `inline; filename="${fileName}"`).send(bytes);

const notFound = (): ProblemError => new ProblemError(404, 'NotFound', 'Nothing is stored under this id for you.');

/** The HTTP side of all queries. */
export const readApi = (options: ReadApiOptions): FastifyInstance => {
  const app = httpServer(options.log);
  for (const route of options.routes)
    app.route({
      method: 'GET',
      url: `/api/v1${route.path}`,
      handler: async (request, reply) => {
        const caller = await options.authenticate(credentialOf(request.headers));
        checkAccess(route, caller, request.params as Record<string, string>);
        const params = parsePart('params', route.params, request.params);
        const { secrets } = options.ports;
        const query = parseQuery(route, params, request.query, secrets);
        const readAfter = readAfterOf(request);
        const language = await languageOfAnswer(route, request, { caller, facts: options.facts });
        if (route.localised === true) void reply.headers({ 'content-language': language, vary: 'Accept-Language' });
        await waitForOwnWrite(route, language, readAfter, options);
        const now = options.now();
        const { correlationId } = request;
        await recordLook(
          { route, params: request.params as Record<string, string>, caller, correlationId, now },
          options.ports,
        );
        const context: ReadContext = {
          caller,
          now,
          readAfter,
          ports: options.ports,
          query: options.query,
          facts: options.facts,
          history: options.history,
          ...translatorFor(language, options.query),
        };
        try {
          if (route.freshProof === true) await requireFresh(context);
          const value = await route.run({ params, query, body: undefined }, context);
          if (value === undefined) throw notFound();
          if (value instanceof FileAnswer) return await sendFile(reply, value);
          const page = withSealedNext(route, { params, query }, value, secrets);
          const text = page instanceof JsonText ? page.text : JSON.stringify(page);
          return await sendTagged(request, reply, text);
        } catch (error) {
          if (!(error instanceof Refusal)) throw error;
          if (error.reason === 'InvalidCursor') throw wrongCursor();
          void reply.headers(challengeHeaders(error.reason, identityPolicy.stepUpSeconds.value));
          throw new ProblemError(
            statusOf(error.reason),
            error.reason,
            error.message,
            error.retryAfterSeconds === undefined ? {} : { retryAfterSeconds: error.retryAfterSeconds },
          );
        }
      },
    });
  return app;
};
