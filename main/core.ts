import type { Logger } from 'pino';
import { apiKey } from '../domains/user/index.ts';
import type { EventStore } from '../domains/kernel/event-store.ts';
import { commandHandler, type CommandHandler } from '../domains/kernel/handle.ts';
import type { Ports } from '../domains/kernel/ports/index.ts';
import type { ProjectionStore } from '../domains/kernel/ports/projection-store.ts';
import type { Instant } from '../event-schemas/primitives.ts';
import { apiKeyAuthentication } from '../infra/auth/api-keys.ts';
import { bearerAuthentication } from '../infra/auth/access-tokens.ts';
import { refusingRevoked, sessionEnded, userSessionsEnded } from '../infra/auth/revocation.ts';
import type { Config } from '../infra/config.ts';
import { eventCodec, type EventCodec } from '../infra/eventstore/event-codec.ts';
import { eventStoreDb } from '../infra/eventstore/eventstoredb.ts';
import type { Authenticate } from '../infra/http/access.ts';
import type { Metrics } from '../infra/metrics.ts';
import { openDatabase, type Database } from '../infra/postgres/database.ts';
import { migrate } from '../infra/postgres/migrate.ts';
import { tracedHandler, tracedStore } from '../infra/tracing.ts';
import { observedPorts } from './observed-ports.ts';
import { openPorts } from './ports.ts';
import { registryFor, type Registry } from './registry.ts';

/** What every process of the system opens first. */
export type Core = {
  readonly config: Config;
  readonly log: Logger;
  readonly clock: () => number;
  readonly now: () => Instant;
  readonly registry: Registry;
  readonly metrics: Metrics | undefined;
  readonly database: Database;
  readonly ports: Ports;
  /** Where the search index keeps its rows when it is not PostgreSQL. */
  readonly searchRows: ProjectionStore | undefined;
  readonly codec: EventCodec;
  readonly eventLog: ReturnType<typeof eventStoreDb>;
  readonly store: EventStore;
  readonly handler: CommandHandler;
  readonly authenticate: Authenticate;
  /** The same for reads, which do not look into the account. */
  readonly authenticateReads: Authenticate;
  onRetry(consumer: string, key: string, error: unknown, attempt: number): void;
  close(): Promise<void>;
};

export type CoreOptions = {
  readonly clock?: (() => number) | undefined;
  readonly metrics?: Metrics | undefined;
  readonly wrapStore?: (store: EventStore) => EventStore;
  /** Folds kept in memory; 0 for a process that does not follow the log and would not notice that one is behind. */
  readonly foldsCachedMax?: number;
};

const CONNECTIONS_MAX = 16;

/** Opens the database, the event log and the ports. Throws when PostgreSQL cannot be reached. */
export const openCore = async (config: Config, log: Logger, options: CoreOptions = {}): Promise<Core> => {
  const clock = options.clock ?? Date.now;
  const now = (): Instant => new Date(clock()).toISOString();
  const registry = registryFor(config.SERVICES);
  const database = openDatabase(config.POSTGRES_URL!, CONNECTIONS_MAX);
  await migrate(database);
  const opened = await openPorts(config, database, {
    nowMs: clock,
    report: (line) => log.warn(line),
    personKeysCachedMax: options.foldsCachedMax === 0 ? 0 : undefined,
  });
  const ports = observedPorts(opened, options.metrics);
  const codec = eventCodec(registry.streams, ports.personKeys);
  const eventLog = eventStoreDb(config.EVENTSTORE_URL!, codec, {
    onAppendUnknown: (error) => log.warn({ err: error }, 'the outcome of an append is unknown; reading it back'),
    onDropped: (error, attempt) => log.warn({ err: error, attempt }, 'the feed was interrupted; subscribing again'),
  });
  const traced = tracedStore(eventLog);
  const store = options.wrapStore?.(traced) ?? traced;
  const handler = tracedHandler(
    commandHandler({
      store,
      now,
      ...(options.foldsCachedMax === undefined ? {} : { cachedMax: options.foldsCachedMax }),
    }),
  );
  const identified = apiKeyAuthentication(
    { find: async (id) => (await handler.fold(apiKey, id)).state, secrets: ports.secrets, now },
    bearerAuthentication(ports.accessTokens),
  );
  return {
    config,
    log,
    clock,
    now,
    registry,
    metrics: options.metrics,
    database,
    ports,
    searchRows: opened.searchRows,
    codec,
    eventLog,
    store,
    handler,
    authenticate: refusingRevoked(identified, ports.revokedSessions, sessionEnded),
    authenticateReads: refusingRevoked(identified, ports.revokedSessions, userSessionsEnded),
    onRetry: (consumer, key, error, attempt) => {
      options.metrics?.retries.inc({ consumer });
      log.warn({ err: error, consumer, key, attempt }, 'trying again');
    },
    close: async () => {
      await eventLog.close();
      await opened.close();
      await database.close();
    },
  };
};
