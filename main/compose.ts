import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { crossDomainWrites } from '../command-api/routes/index.ts';
import { commandApi } from '../command-api/server.ts';
import { streamSignals } from '../command-api/stream-signals.ts';
import { domains } from '../domains/index.ts';
import { commandHandler } from '../domains/kernel/handle.ts';
import type { EventStore } from '../domains/kernel/event-store.ts';
import type { Ports } from '../domains/kernel/ports/index.ts';
import type { Instant } from '../event-schemas/primitives.ts';
import { apiKey } from '../domains/user/index.ts';
import { apiKeyAuthentication } from '../infra/auth/api-keys.ts';
import { bearerAuthentication } from '../infra/auth/access-tokens.ts';
import type { Config } from '../infra/config.ts';
import { eventCodec } from '../infra/eventstore/event-codec.ts';
import { eventStoreDb } from '../infra/eventstore/eventstoredb.ts';
import { fanOut, type FanOut } from '../infra/fan-out.ts';
import { postgresCheckpoints } from '../infra/postgres/checkpoints.ts';
import { openDatabase, type Database } from '../infra/postgres/database.ts';
import { postgresIdempotencyStore } from '../infra/postgres/idempotency-store.ts';
import { postgresProjectionStore } from '../infra/postgres/projection-store.ts';
import { prepareSystemTables } from '../infra/postgres/system-tables.ts';
import { crossDomainProjections } from '../projections/index.ts';
import { projectionRunner } from '../projections/runner.ts';
import { crossDomainReads } from '../read-api/queries/index.ts';
import { readApi } from '../read-api/server.ts';
import { sagaHost, type SagaHost } from '../sagas/host.ts';
import { reactors, sagas } from '../sagas/index.ts';
import { sagaAggregates } from '../sagas/saga-step.ts';
import { deliverDue, TICK_MS } from '../sagas/scheduler.ts';
import { commandConsumer, localProgress, projectionConsumer, sagaConsumer } from './consumers.ts';
import { openPorts } from './ports.ts';

export type RunningSystem = {
  readonly commands: FastifyInstance;
  readonly reads: FastifyInstance;
  readonly ports: Ports;
  readonly database: Database;
  readonly feed: FanOut;
  readonly sagaHost: SagaHost;
  /** Resolves when everything appended so far is projected and no saga has work left. For tests and for the demo's report. */
  settled(timeoutMs: number): Promise<void>;
  stop(): Promise<void>;
};

const CONNECTIONS_MAX = 16;
const SETTLE_POLL_MS = 5;

export const writeRoutes = [...domains.flatMap(({ writes }) => writes), ...crossDomainWrites];
export const readRoutes = [...domains.flatMap(({ reads }) => reads), ...crossDomainReads];
const aggregates = [...domains.flatMap((domain) => domain.aggregates)];
const projections = [...domains.flatMap((domain) => domain.projections), ...crossDomainProjections];

/** Remembers the last position that this process appended, which is what `settled` waits for. */
const watchAppends = (store: EventStore): { store: EventStore; last: () => bigint } => {
  let last = -1n;
  return {
    last: () => last,
    store: {
      ...store,
      append: async (stream, expected, events) => {
        const outcome = await store.append(stream, expected, events);
        if (outcome.outcome === 'appended' && outcome.position > last) last = outcome.position;
        return outcome;
      },
    },
  };
};

/** All hosts in one process on one feed: command API, query API, sagas and projections. */
export const composeSystem = async (
  config: Config,
  log: Logger,
  clock: () => number = Date.now,
): Promise<RunningSystem> => {
  const now = (): Instant => new Date(clock()).toISOString();
  const database = openDatabase(config.POSTGRES_URL!, CONNECTIONS_MAX);
  await prepareSystemTables(database);
  const ports = await openPorts(config, database, clock);
  const codec = eventCodec([...aggregates, ...sagaAggregates(sagas)], ports.personKeys);
  const eventLog = eventStoreDb(config.EVENTSTORE_URL!, codec, {
    onAppendUnknown: (error) => log.warn({ err: error }, 'the outcome of an append is unknown; reading it back'),
    onDropped: (error, attempt) => log.warn({ err: error, attempt }, 'the feed was interrupted; subscribing again'),
  });
  const { store, last } = watchAppends(eventLog);
  const handler = commandHandler({ store, now });
  const signals = streamSignals();
  const runner = await projectionRunner(projections, postgresProjectionStore(database));
  const { progress, moved } = localProgress(runner);
  const onRetry = (consumer: string, key: string, error: unknown, attempt: number): void =>
    log.warn({ err: error, consumer, key, attempt }, 'trying again');
  const host = sagaHost({ sagas, reactors, aggregates, store, handler, ports, now, onRetry });
  const sagaFeed = await sagaConsumer(host, postgresCheckpoints(database));
  const feed = fanOut(
    store,
    [commandConsumer(handler, signals, runner.resumeAfter), projectionConsumer(runner, moved), sagaFeed.consumer],
    {
      onRetry: (consumer, error, attempt) => onRetry(consumer, '', error, attempt),
      onStopped: (consumer, error) =>
        log.error({ err: error, consumer }, 'this consumer has stopped; the others go on'),
    },
  );
  const scheduler = setInterval(
    () =>
      void deliverDue(database.query, host, now()).catch((error: unknown) =>
        log.warn({ err: error }, 'deadlines wait'),
      ),
    TICK_MS,
  );

  const authenticate = apiKeyAuthentication(
    { find: async (id) => (await handler.fold(apiKey, id)).state, secrets: ports.secrets, now },
    bearerAuthentication(ports.accessTokens),
  );
  const commands = commandApi({
    routes: writeRoutes,
    handler,
    ports,
    authenticate,
    idempotencyStore: postgresIdempotencyStore(database),
    signals,
    now,
    log,
  });
  const facts: typeof handler.fold = (aggregate, id) => handler.fold(aggregate, id);
  const reads = readApi({ routes: readRoutes, query: database.query, facts, ports, authenticate, progress, now, log });
  await Promise.all([commands.ready(), reads.ready()]);

  const isSettled = (): boolean => {
    const target = last();
    if (target < 0n) return true;
    const projected = [...runner.positions.values()].every((position) => position >= target);
    return projected && host.pendingCount === 0 && (host.safePosition ?? -1n) >= target;
  };

  return {
    commands,
    reads,
    ports,
    database,
    feed,
    sagaHost: host,
    settled: async (timeoutMs) => {
      const deadline = performance.now() + timeoutMs;
      for (let calm = 0; calm < 2;) {
        calm = isSettled() ? calm + 1 : 0;
        if (performance.now() > deadline)
          throw new Error(`not settled after ${timeoutMs} ms: ${host.pendingCount} pending`);
        await new Promise((resolve) => setTimeout(resolve, SETTLE_POLL_MS));
      }
    },
    stop: async () => {
      clearInterval(scheduler);
      await Promise.all([commands.close(), reads.close()]);
      await host.idle();
      await feed.close();
      await host.stop();
      await sagaFeed.stop();
      await runner.flush();
      await eventLog.close();
      await database.close();
    },
  };
};
