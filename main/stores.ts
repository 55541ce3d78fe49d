import type { Ports } from '../domains/kernel/ports/index.ts';
import type { Config } from '../infra/config.ts';
import { memoryCache } from '../infra/memory/cache.ts';
import { memoryRevokedSessions } from '../infra/memory/revoked-sessions.ts';
import type { Database } from '../infra/postgres/database.ts';
import { postgresSearchIndex } from '../infra/postgres/search-index.ts';
import { postgresTimelineStore } from '../infra/postgres/timeline-store.ts';

/** The ports whose two sides are stores: the process and PostgreSQL, or Redis, Cassandra and Elasticsearch. */
export type Stores = Pick<Ports, 'cache' | 'revokedSessions' | 'searchIndex' | 'timelines'> & {
  /** The servers by name, each with a call that throws when it does not answer; for readiness. */
  readonly servers: Readonly<Record<string, () => Promise<void>>>;
  close(): Promise<void>;
};

const PURGE_EVERY_MS = 3_600_000;

/** The embedded side. Short-lived values lapse by `nowMs`, the clock of the system. */
export const openEmbeddedStores = async (database: Database, nowMs: () => number): Promise<Stores> => {
  const timelines = await postgresTimelineStore(database, nowMs);
  const purge = async (): Promise<void> => {
    while (await timelines.purge());
  };
  const timer = setInterval(() => void purge().catch(() => undefined), PURGE_EVERY_MS);
  timer.unref();
  return {
    cache: memoryCache(nowMs),
    revokedSessions: memoryRevokedSessions(nowMs),
    searchIndex: postgresSearchIndex(database),
    timelines,
    servers: {},
    close: () => {
      clearInterval(timer);
      return Promise.resolve();
    },
  };
};

/** The stores of the profile. */
export const openStores = (_config: Config, database: Database, nowMs: () => number): Promise<Stores> =>
  openEmbeddedStores(database, nowMs);
