import pg from 'pg';
import { StoreUnavailable } from '../../domains/kernel/ports/store-unavailable.ts';
import type { Sql } from '../../domains/kernel/projection.ts';

/** PostgreSQL. Everything throws `StoreUnavailable` while it does not answer. */
export type Database = {
  query<T>(statement: Sql): Promise<readonly T[]>;
  /**
   * Definitions, as one or more statements without parameters: all or nothing, and one process at a time, since `create if not
   * exists` fails when two do it at once.
   */
  run(text: string): Promise<void>;
  /** All or nothing; the work gets its own connection. */
  transaction<T>(work: (query: <R>(statement: Sql) => Promise<readonly R[]>) => Promise<T>): Promise<T>;
  readonly pool: pg.Pool;
  close(): Promise<void>;
};

/** Statements that are prepared once per connection and named; more texts than this would mean texts built from data. */
const PREPARED_MAX = 500;
const CONNECT_TIMEOUT_MS = 5_000;
const STATEMENT_TIMEOUT_MS = 15_000;
/** The server ends statements by its own clock; one that stands still, or a net that swallows packets, is ended by ours. */
const ANSWER_TIMEOUT_MS = STATEMENT_TIMEOUT_MS + 1_000;
/** Any number that nothing else locks: whoever makes or changes tables. */
export const DEFINITIONS_LOCK = 7_205_759_403;

// Counts and sums fit a JavaScript number by the limits of the domain (PAISE_MAX), so int8 is not a string here.
pg.types.setTypeParser(pg.types.builtins.INT8, Number);

/** The server is starting or ending, has no connection left, or lost ours (classes 08, 53, 57 of its error codes). */
const AWAY = /^(08|53|57P0[1-3])/;
const LOST = /^(Connection terminated|timeout exceeded when trying to connect)/;
const SILENT = 'Query read timeout';
/** A query of a read model whose table nobody has made so far. */
const UNDEFINED_TABLE = '42P01';

const isAway = (error: Error & { readonly code?: string }): boolean =>
  error instanceof pg.DatabaseError
    ? AWAY.test(error.code ?? '')
    : error.message === SILENT ||
      LOST.test(error.message) ||
      /^(ECONN|EPIPE|ENOTFOUND|ETIMEDOUT|EAI_)/.test(error.code ?? '');

/**
 * Why a statement failed, for callers. PostgreSQL adds the row that it refused to its errors, which end up in logs; rows may
 * hold what logs must not.
 */
const fail = (error: unknown): never => {
  if (error instanceof Error && isAway(error)) throw new StoreUnavailable('PostgreSQL', 'cannot be reached', error);
  if (error instanceof pg.DatabaseError) {
    error.detail = undefined;
    error.where = undefined;
  }
  throw error;
};

/** Whether a table or view is missing, as before the first projector of an installation has run. */
export const isNotBuilt = (error: unknown): boolean =>
  error instanceof pg.DatabaseError && error.code === UNDEFINED_TABLE;

/** A bounded pool of connections; texts that come again are prepared once. */
export const openDatabase = (url: string, connectionsMax: number): Database => {
  const pool = new pg.Pool({
    connectionString: url,
    max: connectionsMax,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    query_timeout: ANSWER_TIMEOUT_MS,
    keepAlive: true,
  });
  // A connection that breaks is replaced by the pool, whether it was idle or between two statements of a transaction, which
  // then fail; without listeners it would end the process.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  const names = new Map<string, string>();
  const nameOf = (text: string): string | undefined => {
    const known = names.get(text);
    if (known !== undefined || names.size >= PREPARED_MAX) return known;
    const name = `s${names.size}`;
    names.set(text, name);
    return name;
  };
  const prepared = ({ text, values, replan = false }: Sql): pg.QueryConfig => {
    const name = replan ? undefined : nameOf(text);
    return name === undefined ? { text, values: [...values] } : { name, text, values: [...values] };
  };
  return {
    pool,
    query: async <T>(statement: Sql) => (await pool.query(prepared(statement)).catch(fail)).rows as T[],
    run: async (text) => {
      await pool.query(`select pg_advisory_xact_lock(${DEFINITIONS_LOCK}); ${text}`).catch(fail);
    },
    transaction: async (work) => {
      const client = await pool.connect().catch(fail);
      let broken: Error | undefined;
      try {
        await client.query('begin').catch(fail);
        const result = await work(
          async <R>(statement: Sql) => (await client.query(prepared(statement)).catch(fail)).rows as R[],
        );
        await client.query('commit').catch(fail);
        return result;
      } catch (error) {
        // A connection that has gone silent is closed: it would not answer a rollback either, and the server undoes what is open.
        if (error instanceof StoreUnavailable) broken = error;
        else await client.query('rollback').catch((lost: unknown) => (broken = lost as Error));
        throw error;
      } finally {
        client.release(broken);
      }
    },
    close: () => pool.end(),
  };
};
