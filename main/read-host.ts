import type { FastifyInstance } from 'fastify';
import { observeHttp } from '../infra/http/observe.ts';
import type { Progress } from '../read-api/progress.ts';
import { readApi } from '../read-api/server.ts';
import type { Core } from './core.ts';

/** The HTTP server of queries, not yet ready so that routes can be added to it. */
export const readHost = (core: Core, progress: Progress): FastifyInstance => {
  const { registry, database, handler, ports, authenticate, now, log } = core;
  const app = readApi({
    routes: registry.reads,
    query: (statement) => database.query(statement),
    facts: (aggregate, id) => handler.fold(aggregate, id),
    history: (aggregate, id) => handler.history(aggregate, id),
    ports,
    authenticate,
    progress,
    now,
    log,
  });
  return observeHttp(app, core.metrics);
};
