import { Client, errors, policies, types } from 'cassandra-driver';
import { givenAMoment, onceSuccessful } from '../outbound/once-successful.ts';
import { storeGuard, type StoreGuard } from '../outbound/store-guard.ts';

export const CONNECT_TIMEOUT_MS = 5_000;
export const READ_TIMEOUT_MS = 2_000;
/** Tables are made in seconds on a busy machine. */
const SCHEMA_TIMEOUT_MS = 30_000;
const RECONNECT_FIRST_MS = 100;
export const RECONNECT_MAX_MS = 1_000;
/** A server that stays silent for this long is connected to anew. */
const HEARTBEAT_MS = 5_000;
const REQUESTS_PER_CONNECTION_MAX = 1_024;
/** How long opening waits for the first connection, so that what is asked right after finds it. */
const OPEN_WITHIN_MS = 2_000;

export const CONSISTENCIES = {
  one: types.consistencies.localOne,
  quorum: types.consistencies.localQuorum,
  all: types.consistencies.all,
} as const;
export type Consistency = keyof typeof CONSISTENCIES;

export type CassandraOptions = {
  /** `host:port`, comma-separated. */
  readonly contactPoints: string;
  readonly dataCenter: string;
  readonly replicas: number;
  readonly read: Consistency;
  readonly write: Consistency;
  /** Put before the names of keyspaces, for tests that share a server. */
  readonly prefix?: string;
};
export const CASSANDRA_DEFAULTS = { dataCenter: 'datacenter1', replicas: 1, read: 'quorum', write: 'quorum' } as const;

export type CassandraStore = {
  readonly options: CassandraOptions;
  readonly guard: StoreGuard;
  /** One statement with values; it must be safe to repeat. */
  run(query: string, values: readonly unknown[], consistency: Consistency): Promise<readonly types.Row[]>;
  /** One statement of the schema; waits until all nodes agree on it. */
  define(statement: string): Promise<void>;
  close(): Promise<void>;
};

const { unavailableException, overloaded, isBootstrapping, writeTimeout, readTimeout } = types.responseErrorCodes;
const AWAY: readonly number[] = [unavailableException, overloaded, isBootstrapping, writeTimeout, readTimeout];

const outage = (error: unknown): string | undefined => {
  if (error instanceof errors.NoHostAvailableError) return 'cannot be reached';
  if (error instanceof errors.OperationTimedOutError) return 'did not answer in time';
  if (error instanceof errors.BusyConnectionError) return 'is too busy';
  if (error instanceof errors.ResponseError && AWAY.includes(error.code))
    return 'has too few replicas that answer, or too much to do';
  return undefined;
};

const connect = async ({ contactPoints, dataCenter }: CassandraOptions): Promise<Client> => {
  const client = new Client({
    contactPoints: contactPoints.split(','),
    localDataCenter: dataCenter,
    encoding: { useBigIntAsLong: true },
    pooling: { heartBeatInterval: HEARTBEAT_MS, maxRequestsPerConnection: REQUESTS_PER_CONNECTION_MAX },
    policies: {
      reconnection: new policies.reconnection.ExponentialReconnectionPolicy(RECONNECT_FIRST_MS, RECONNECT_MAX_MS),
    },
    socketOptions: { connectTimeout: CONNECT_TIMEOUT_MS, readTimeout: READ_TIMEOUT_MS },
  });
  try {
    await client.connect();
    return client;
  } catch (error) {
    // The driver gives up for good when its first connection fails.
    await client.shutdown();
    throw error;
  }
};

/**
 * Opens Cassandra. Opening never fails: a server that is away now is connected to by the first call that finds it there, and
 * until then every call throws `StoreUnavailable`. Afterwards the driver heals its connections by itself. Every statement
 * here is safe to repeat, so the driver may do so.
 */
export const openCassandra = async (options: CassandraOptions): Promise<CassandraStore> => {
  const guard = storeGuard({ store: 'Cassandra', outage });
  let opened: Client | undefined;
  const client = onceSuccessful(async () => (opened = await connect(options)));
  await givenAMoment(client(), OPEN_WITHIN_MS);
  return {
    options,
    guard,
    run: (query, values, consistency) =>
      guard.run('cassandra', async () => {
        const execution = { prepare: true, isIdempotent: true, consistency: CONSISTENCIES[consistency] };
        return (await (await client()).execute(query, [...values], execution)).rows;
      }),
    define: async (statement) => {
      await guard.run('cassandra schema', async () =>
        (await client()).execute(statement, [], { readTimeout: SCHEMA_TIMEOUT_MS }),
      );
    },
    close: async () => {
      await opened?.shutdown();
    },
  };
};
