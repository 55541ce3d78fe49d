import type { Ports } from '../domains/kernel/ports/index.ts';
import type { ProjectionStore } from '../domains/kernel/ports/projection-store.ts';
import { eventTimelines } from '../domains/event-logging/index.ts';
import type { Timeline } from '../domains/kernel/ports/timeline-store.ts';
import { CASSANDRA_DEFAULTS, openCassandra } from '../infra/cassandra/connection.ts';
import { prepareSchema } from '../infra/cassandra/schema.ts';
import { cassandraTimelineStore } from '../infra/cassandra/timeline-store.ts';
import type { Config } from '../infra/config.ts';
import { openElasticsearch } from '../infra/elasticsearch/connection.ts';
import { elasticsearchProjectionStore } from '../infra/elasticsearch/projection-store.ts';
import { elasticsearchSearchIndex } from '../infra/elasticsearch/search-index.ts';
import { memoryCache } from '../infra/memory/cache.ts';
import { onceSuccessful } from '../infra/outbound/once-successful.ts';
import type { Database } from '../infra/postgres/database.ts';
import { postgresRevokedSessions } from '../infra/postgres/revoked-sessions.ts';
import { postgresSearchIndex } from '../infra/postgres/search-index.ts';
import { postgresTimelineStore } from '../infra/postgres/timeline-store.ts';
import { redisCache } from '../infra/redis/cache.ts';
import { openRedis } from '../infra/redis/connection.ts';
import { redisRevokedSessions } from '../infra/redis/revoked-sessions.ts';

/** Opened by one function for each store, so that a profile picks its sides one by one. */
type Opened<T> = T & { close(): Promise<void> };
type ShortLived = Pick<Ports, 'cache' | 'revokedSessions'>;
type Timelines = Pick<Ports, 'timelines'>;
type Search = Pick<Ports, 'searchIndex'> & {
  /** Where the rows of products go that `searchIndex` reads; undefined when it reads those of PostgreSQL. */
  readonly searchRows: ProjectionStore | undefined;
};
export type Stores = ShortLived & Timelines & Search & { close(): Promise<void> };

/** Every timeline of the system, for the tables that Cassandra needs. */
const TIMELINES: readonly Timeline[] = Object.values(eventTimelines);
const PURGE_EVERY_MS = 3_600_000;
const nothingToClose = (): Promise<void> => Promise.resolve();

/** Values of this process, which lapse by `nowMs`, the clock of the system; of sessions that ended the next start is told. */
const openMemory = async (database: Database, nowMs: () => number): Promise<Opened<ShortLived>> => ({
  cache: memoryCache(nowMs),
  revokedSessions: await postgresRevokedSessions(database, nowMs),
  close: nothingToClose,
});

/** Values that all processes share. A Redis that is away now is found when it is back. */
export const openRedisStores = async (url: string, nowMs: () => number): Promise<Opened<ShortLived>> => {
  const redis = await openRedis(url);
  return {
    cache: redisCache(redis),
    revokedSessions: redisRevokedSessions(redis, nowMs),
    close: () => redis.close(),
  };
};

const openPostgresTimelines = (database: Database, nowMs: () => number): Opened<Timelines> => {
  const timelines = postgresTimelineStore(database, nowMs);
  const purge = async (): Promise<void> => {
    while (await timelines.purge());
  };
  const timer = setInterval(() => void purge().catch(() => undefined), PURGE_EVERY_MS);
  timer.unref();
  return {
    timelines,
    close: () => {
      clearInterval(timer);
      return Promise.resolve();
    },
  };
};

/**
 * Timelines in Cassandra. Their tables are made when it first answers; a Cassandra that is away now is found when it is
 * there, and until then each call throws `StoreUnavailable`.
 */
export const openCassandraTimelines = async (
  contactPoints: string,
  dataCenter: string,
  nowMs: () => number,
): Promise<Opened<Timelines>> => {
  const cassandra = await openCassandra({ ...CASSANDRA_DEFAULTS, contactPoints, dataCenter });
  const timelines = cassandraTimelineStore(cassandra, nowMs);
  const prepared = onceSuccessful(() => prepareSchema(cassandra, TIMELINES));
  // Begun before anybody asks, since making tables takes a moment.
  prepared().catch(() => undefined);
  const whenPrepared =
    <In extends readonly unknown[], Out>(call: (...input: In) => Promise<Out>) =>
    async (...input: In): Promise<Out> => {
      await prepared();
      return call(...input);
    };
  return {
    timelines: {
      append: whenPrepared((entries) => timelines.append(entries)),
      page: whenPrepared((place, range) => timelines.page(place, range)),
      find: whenPrepared((place, position) => timelines.find(place, position)),
    },
    close: () => cassandra.close(),
  };
};

/** Search in Elasticsearch; `report` takes what it cannot do. One that is away now is found when it is there. */
export const openElasticsearchIndex = async (
  url: string,
  prefix: string,
  report: (line: string) => void,
): Promise<Opened<Search>> => {
  const elastic = await openElasticsearch(url, report, prefix);
  return {
    searchIndex: elasticsearchSearchIndex(elastic),
    searchRows: elasticsearchProjectionStore(elastic),
    close: () => elastic.close(),
  };
};

/** The embedded side of each store, unless the settings name a server for it and the profile is `stack`. */
export const openStores = async (
  config: Config,
  database: Database,
  nowMs: () => number,
  report: (line: string) => void,
): Promise<Stores> => {
  const { REDIS_URL, CASSANDRA_CONTACT_POINTS, CASSANDRA_DATACENTER, ELASTICSEARCH_URL } =
    config.PROFILE === 'stack' ? config : ({} as Partial<Config>);
  const [shortLived, timelines, search] = await Promise.all([
    REDIS_URL === undefined ? openMemory(database, nowMs) : openRedisStores(REDIS_URL, nowMs),
    CASSANDRA_CONTACT_POINTS === undefined || CASSANDRA_DATACENTER === undefined
      ? openPostgresTimelines(database, nowMs)
      : openCassandraTimelines(CASSANDRA_CONTACT_POINTS, CASSANDRA_DATACENTER, nowMs),
    ELASTICSEARCH_URL === undefined
      ? { searchIndex: postgresSearchIndex(database), searchRows: undefined, close: nothingToClose }
      : openElasticsearchIndex(ELASTICSEARCH_URL, config.ELASTICSEARCH_PREFIX, report),
  ]);
  return {
    ...shortLived,
    ...timelines,
    ...search,
    close: async () => {
      await Promise.all([shortLived, timelines, search].map((opened) => opened.close()));
    },
  };
};
