import scalar from '@scalar/fastify-api-reference';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { statusOf } from '../command-api/rejections.ts';
import { httpServer } from '../infra/http/server.ts';
import { openApiDocument } from '../infra/http/openapi.ts';
import type { RunningSystem } from './compose.ts';
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
export const siteServer = async (
  system: RunningSystem,
  metrics: () => Promise<string>,
  log: Logger,
): Promise<FastifyInstance> => {
  const app = httpServer(log);
  app.get('/openapi.json', (_request, reply) => reply.send(apiDocument));
  await app.register(scalar, { routePrefix: '/docs', configuration: { url: '/openapi.json', title: 'Only2U API' } });
  app.get('/docs/errors', (_request, reply) => reply.type('text/html').send(errorPage()));
  app.get('/health/live', () => ({ status: 'live' }));
  app.get('/health/ready', async (_request, reply) => {
    const problems = [...system.feed.stopped.keys()].map((consumer) => `${consumer} has stopped`);
    await system.database
      .query({ text: 'select 1', values: [] })
      .catch(() => problems.push('PostgreSQL does not answer'));
    return reply
      .code(problems.length === 0 ? 200 : 503)
      .send({ status: problems.length === 0 ? 'ready' : 'not ready', problems });
  });
  app.get('/metrics', async (_request, reply) => reply.type('text/plain; version=0.0.4').send(await metrics()));
  app.get('/', (_request, reply) => reply.redirect('/docs'));
  await app.ready();
  return app;
};
