import { mkdtempSync, rmSync, existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { STOP_MS_MAX } from './limits.ts';
import { gossip, newMember, type GossipMember } from './protocol/gossip.ts';
import { GrpcServer, type Handler } from './protocol/grpc-server.ts';
import { httpEndpoints } from './protocol/http-endpoints.ts';
import { getSupportedMethods } from './protocol/server-features.ts';
import { EventLog } from './storage/event-log.ts';
import { initializeLog } from './storage/initialize.ts';
import { persistentSubscriptionsService } from './persistent-subscriptions/service.ts';
import { PersistentSubscriptions } from './persistent-subscriptions/subsystem.ts';
import { streamsService } from './streams/service.ts';
import { WakeUp } from './streams/wake-up.ts';
import { ServerMetrics } from './operations/metrics.ts';

export interface EventStoreServerOptions {
  /** Address to bind; 127.0.0.1 unless told otherwise. The server has no TLS and no users. */
  readonly host?: string;
  /** 0 chooses a free port. */
  readonly port: number;
  /** Where the log lives; required unless `inMemory`. */
  readonly directory?: string;
  /** A scratch log without fsync, deleted at stop: for tests. */
  readonly inMemory?: boolean;
  readonly logger?: EventStoreLogger;
}

export interface EventStoreLogger {
  info(details: object, message: string): void;
  warn(details: object, message: string): void;
  error(details: object, message: string): void;
}

export interface EventStoreServer {
  readonly host: string;
  readonly port: number;
  /** Finishes running appends, empties the write-ahead log and closes every connection. */
  stop(): Promise<void>;
}

const SILENT: EventStoreLogger = { info: () => undefined, warn: () => undefined, error: () => undefined };
const LOOPBACK = new Set(['127.0.0.1', '::1', 'localhost']);

/** Starts the event log server. Throws DirectoryInUse, CorruptLog, or the error of a port that is taken. */
export async function startEventStoreServer(options: EventStoreServerOptions): Promise<EventStoreServer> {
  const { host = '127.0.0.1', inMemory = false, logger = SILENT } = options;
  const directory = inMemory ? scratchDirectory() : options.directory;
  if (directory === undefined) throw new Error('An event log server needs a directory, or inMemory.');
  const removeScratch = (): void => (inMemory ? rmSync(directory, { recursive: true, force: true }) : undefined);
  try {
    const log = await EventLog.open(directory, !inMemory);
    await initializeLog(log);
    const { server, address, subscriptions } = await listen(log, { host, port: options.port, logger });
    if (!LOOPBACK.has(host))
      logger.warn(
        { host },
        'the event log server has no TLS and no users: anyone who reaches this address can read and write',
      );
    const stop = async (): Promise<void> => {
      server.refuse();
      await subscriptions.stop();
      await settled(log);
      await server.close();
      await log.close();
      removeScratch();
    };
    let stopping: Promise<void> | undefined;
    return { ...address, stop: () => (stopping ??= stop()) };
  } catch (error) {
    removeScratch();
    throw error;
  }
}

async function listen(
  log: EventLog,
  { host, port, logger }: { host: string; port: number; logger: EventStoreLogger },
): Promise<{ server: GrpcServer; address: { host: string; port: number }; subscriptions: PersistentSubscriptions }> {
  const wakeUp = new WakeUp(log);
  const subscriptions = new PersistentSubscriptions(log, wakeUp);
  let member: GossipMember = newMember(host, port);
  const metrics: ServerMetrics = new ServerMetrics(log, { wakeUp, connections: () => server.connections });
  const services: [string, [string, Handler][]][] = [
    ['streams.Streams', streamsService(log, wakeUp)],
    ['persistent_subscriptions.PersistentSubscriptions', persistentSubscriptionsService(subscriptions)],
    ['server_features.ServerFeatures', [['GetSupportedMethods', getSupportedMethods]]],
    ['gossip.Gossip', [['Read', gossip(() => member)]]],
  ];
  const handlers = new Map(
    services.flatMap(([service, methods]) =>
      methods.map(([method, handler]) => [`/event_store.client.${service}/${method}`, handler] as const),
    ),
  );
  const server: GrpcServer = new GrpcServer({
    handlers,
    http1: httpEndpoints(() => metrics.text()),
    onCall: (path) => metrics.countCall(path),
    onError: (path, error) => {
      metrics.countError();
      logger.error({ path, err: error }, 'a call to the event log failed');
    },
  });
  try {
    const address = await server.listen(host, port);
    member = newMember(host, address.port);
    return { server, address, subscriptions };
  } catch (error) {
    await log.close();
    throw error;
  }
}

/** Waits for appends under way, for a bounded time. */
async function settled(log: EventLog): Promise<void> {
  const deadline = Date.now() + STOP_MS_MAX;
  while (log.writer.queued > 0 && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 5));
}

/** In shared memory where there is some: a scratch log should not wait for a disk. */
function scratchDirectory(): string {
  return mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'eventlog-'));
}
