import { fileURLToPath } from 'node:url';
import { runner } from 'node-pg-migrate';
import { DEFINITIONS_LOCK, type Database } from './database.ts';

const DIRECTORY = fileURLToPath(new URL('migrations', import.meta.url));
const nothing = (): void => undefined;
const SILENT = { debug: nothing, info: nothing, warn: nothing, error: nothing };

/**
 * Brings the tables that no projection defines up to the newest migration in `migrations/`: all that are missing, or, when
 * one fails, none. Processes that start together wait for the first one, and then find nothing to do. `directory` is for
 * tests. Throws PostgreSQL's error, or when the files before the last one that was run are not those that were run.
 */
export const migrate = async (database: Database, directory = DIRECTORY): Promise<readonly string[]> => {
  const client = await database.pool.connect();
  let broken: Error | undefined;
  try {
    // A migration may take longer than any other statement may, and so may waiting for another process's.
    await client.query('set statement_timeout = 0');
    // The tool's own lock fails at once where it is taken; this one waits.
    await client.query(`select pg_advisory_lock(${DEFINITIONS_LOCK})`);
    const done = await runner({
      dbClient: client,
      dir: directory,
      direction: 'up',
      migrationsSchema: 'system',
      createMigrationsSchema: true,
      migrationsTable: 'migration',
      checkOrder: true,
      singleTransaction: true,
      noLock: true,
      logger: SILENT,
    });
    return done.map(({ name }) => name);
  } finally {
    // Also after a failure the connection goes back as it came; one on which that fails is not used again.
    await client
      .query(`select pg_advisory_unlock(${DEFINITIONS_LOCK}); reset statement_timeout`)
      .catch((error: unknown) => (broken = error as Error));
    client.release(broken);
  }
};
