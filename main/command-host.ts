import type { FastifyInstance } from 'fastify';
import { oauthEndpoints } from '../command-api/oauth/endpoints.ts';
import { commandApi, type CommandApiOptions } from '../command-api/server.ts';
import type { StreamSignals } from '../command-api/stream-signals.ts';
import { refuseLeft } from '../domains/user/index.ts';
import { sealedAnswers } from '../infra/auth/sealed-answers.ts';
import { publicUrlOf } from '../infra/config.ts';
import { observeHttp } from '../infra/http/observe.ts';
import { trustedProxies } from '../infra/http/trusted-proxies.ts';
import { postgresIdempotencyStore } from '../infra/postgres/idempotency-store.ts';
import type { Core } from './core.ts';
import { periodic } from './periodic.ts';

/** Answers that have lapsed are deleted this often, at most 10,000 at a time. */
const TIDY_MS = 60_000;

/** The HTTP server of commands, not yet ready so that routes can be added to it. */
export const commandHost = (core: Core, signals: StreamSignals): FastifyInstance => {
  const { registry, handler, ports, authenticate, database, now, log } = core;
  const idempotencyStore = postgresIdempotencyStore(database);
  const options: CommandApiOptions = {
    routes: registry.writes,
    handler,
    ports,
    authenticate,
    admit: refuseLeft,
    query: (statement) => database.query(statement),
    idempotencyStore: sealedAnswers(idempotencyStore, ports.secrets),
    signals,
    now,
    log,
    trustsProxy: trustedProxies(core.config.TRUSTED_PROXIES),
  };
  const app = commandApi(options);
  oauthEndpoints(app, options, publicUrlOf(core.config));
  const tidying = periodic(
    TIDY_MS,
    () => idempotencyStore.deleteOld(),
    (error) => log.warn({ err: error }, 'answers that have lapsed could not be deleted'),
  );
  app.addHook('onClose', () => tidying.stop());
  return observeHttp(app, core.metrics);
};
