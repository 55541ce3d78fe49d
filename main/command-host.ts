import type { FastifyInstance } from 'fastify';
import { oauthEndpoints } from '../command-api/oauth/endpoints.ts';
import { commandApi, type CommandApiOptions } from '../command-api/server.ts';
import type { StreamSignals } from '../command-api/stream-signals.ts';
import { observeHttp } from '../infra/http/observe.ts';
import { postgresIdempotencyStore } from '../infra/postgres/idempotency-store.ts';
import type { Core } from './core.ts';

/** The HTTP server of commands, not yet ready so that routes can be added to it. */
export const commandHost = (core: Core, signals: StreamSignals): FastifyInstance => {
  const { registry, handler, ports, authenticate, database, now, log } = core;
  const options: CommandApiOptions = {
    routes: registry.writes,
    handler,
    ports,
    authenticate,
    idempotencyStore: postgresIdempotencyStore(database),
    signals,
    now,
    log,
  };
  const app = commandApi(options);
  oauthEndpoints(app, options);
  return observeHttp(app, core.metrics);
};
