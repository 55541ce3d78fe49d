import scalar from '@scalar/fastify-api-reference';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { oauthPaths } from '../command-api/oauth/openapi.ts';
import { statusOf } from '../infra/http/refusal-status.ts';
import { operationsServer, type Readiness } from '../infra/http/operations.ts';
import { openApiDocument } from '../infra/http/openapi.ts';
import type { Metrics } from '../infra/metrics.ts';
import { registryFor } from './registry.ts';

const DESCRIPTION = `Writes need an \`Idempotency-Key\` and answer with \`ETag\` (revision) and \`X-Position\` (log position); reads take that
position back as \`Read-After\` and are then never older than your own write. Errors are \`application/problem+json\`.
Money is whole paise. \`/api/...\` and \`/api/v1/...\` are the same.`;

const { writes, reads } = registryFor('');

export const apiDocument = openApiDocument({
  title: 'Only2U',
  version: '1',
  description: DESCRIPTION,
  writes,
  reads,
  statusOf,
  otherPaths: oauthPaths,
});

const errorPage = (): string => {
  const codes = (
    apiDocument['components'] as { schemas: { Problem: { properties: { code: { enum: readonly string[] } } } } }
  ).schemas.Problem.properties.code.enum;
  const rows = codes
    .map((code) => `<tr id="${code}"><td><code>${code}</code></td><td>${statusOf(code)}</td></tr>`)
    .join('');
  return `<!doctype html><meta charset="utf-8"><title>Error codes</title><h1>Error codes</h1><p>The closed list of <code>code</code> in problem+json answers.</p><table>${rows}</table>`;
};

/** What is neither a command nor a query: documentation, health, metrics. */
export const siteServer = async ({
  metrics,
  readiness,
  log,
}: {
  readonly metrics: Metrics;
  readonly readiness: Readiness;
  readonly log: Logger;
}): Promise<FastifyInstance> => {
  const app = operationsServer(metrics, readiness, log);
  app.get('/openapi.json', (_request, reply) => reply.send(apiDocument));
  await app.register(scalar, { routePrefix: '/docs', configuration: { url: '/openapi.json', title: 'Only2U API' } });
  app.get('/docs/errors', (_request, reply) => reply.type('text/html').send(errorPage()));
  app.get('/', (_request, reply) => reply.redirect('/docs'));
  await app.ready();
  return app;
};
