import { endOfLog } from '../infra/eventstore/end-of-log.ts';
import type { Metrics } from '../infra/metrics.ts';
import type { Readiness } from '../infra/http/operations.ts';
import type { Database } from '../infra/postgres/database.ts';
import type { Core } from './core.ts';

/** The figures of the connection pool. */
export const watchPool = (metrics: Metrics, { pool }: Database): void => {
  metrics.gauge('postgres_connections', 'Open connections of the pool', () => pool.totalCount);
  metrics.gauge('postgres_connections_idle', 'Connections of the pool without work', () => pool.idleCount);
  metrics.gauge('postgres_connections_waiting', 'Requests that wait for a connection', () => pool.waitingCount);
};

const READY_TIMEOUT_MS = 2_000;

const inTime = async <T>(ask: () => Promise<T>): Promise<T> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, fail) => {
    timer = setTimeout(() => fail(new Error('late')), READY_TIMEOUT_MS);
  });
  try {
    return await Promise.race([ask(), late]);
  } finally {
    clearTimeout(timer);
  }
};

const answers = (what: string, ask: () => Promise<unknown>): Promise<readonly string[]> =>
  inTime(ask).then(
    () => [],
    () => [`${what} does not answer`],
  );

/** Where the log ends: what lies between it and a position of a consumer is that consumer's lag. */
export const watchLog = (metrics: Metrics, client: Core['eventLog']['client']): void => {
  metrics.gauge('event_log_position', 'Log position of the last event', () =>
    inTime(async () => Number((await endOfLog(client)) ?? -1n)),
  );
};

/** The database answers, and the event log where the process needs it, and whatever else the process says of itself. */
export const coreReadiness =
  (
    { database, store }: Pick<Core, 'database'> & Partial<Pick<Core, 'store'>>,
    own: () => readonly string[] = () => [],
  ): Readiness =>
  async () => {
    const problems = await Promise.all([
      answers('PostgreSQL', () => database.query({ text: 'select 1', values: [] })),
      store === undefined ? [] : answers('the event log', () => store.readStream('readiness-none')),
    ]);
    return [...problems.flat(), ...own()];
  };

/** One named upstream answers its own readiness probe. */
export const upstreamReadiness = (what: string, url: URL): Promise<readonly string[]> =>
  answers(what, async () => {
    const answer = await fetch(new URL('/health/ready', url));
    if (!answer.ok) throw new Error('not ready');
  });
