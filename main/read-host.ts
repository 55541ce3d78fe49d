import type { FastifyInstance } from 'fastify';
import type { CommandHandler } from '../domains/kernel/handle.ts';
import { StoreUnavailable } from '../domains/kernel/ports/store-unavailable.ts';
import type { Sql } from '../domains/kernel/projection.ts';
import { observeHttp } from '../infra/http/observe.ts';
import { isNotBuilt, type Database } from '../infra/postgres/database.ts';
import type { Progress } from '../read-api/progress.ts';
import { readApi } from '../read-api/server.ts';
import type { Core } from './core.ts';

/** A read model that no projector has made so far is a store that is away, and no mistake of the question. */
const queryOf =
  (database: Database): (<T>(statement: Sql) => Promise<readonly T[]>) =>
  async (statement) => {
    try {
      return await database.query(statement);
    } catch (error) {
      if (!isNotBuilt(error)) throw error;
      throw new StoreUnavailable('The read model', 'is not built yet', error);
    }
  };

/** The HTTP server of queries, not yet ready so that routes can be added to it; `folds` when streams are folded otherwise than in the core. */
export const readHost = (
  core: Core,
  progress: Progress,
  folds: Pick<CommandHandler, 'fold'> = core.handler,
): FastifyInstance => {
  const { registry, database, handler, ports, authenticateReads: authenticate, now, log } = core;
  const app = readApi({
    routes: registry.reads,
    query: queryOf(database),
    facts: (aggregate, id) => folds.fold(aggregate, id),
    history: (aggregate, id) => handler.history(aggregate, id),
    ports,
    authenticate,
    progress,
    now,
    log,
  });
  return observeHttp(app, core.metrics);
};
