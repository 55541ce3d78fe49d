import { Redis, ReplyError } from 'ioredis';
import { storeGuard, type StoreGuard } from '../outbound/store-guard.ts';

/** Redis answers in about a millisecond, later when its disk is slow to sync; one that takes longer than this is as good as down. */
export const COMMAND_TIMEOUT_MS = 1_500;
export const CONNECT_TIMEOUT_MS = 2_000;
const RECONNECT_FIRST_MS = 50;
export const RECONNECT_MAX_MS = 1_000;

/** A connection that heals itself, and the guard that every call goes through. */
export type RedisStore = {
  readonly client: Redis;
  readonly guard: StoreGuard;
  /** `only2u:cache:` and the like, so that several systems can share a server. */
  readonly key: (...parts: readonly string[]) => string;
  /** Throws `StoreUnavailable` unless the server answers. */
  ping(): Promise<void>;
  close(): Promise<void>;
};

const outage = (error: unknown): string | undefined => {
  // Refusals are answers, except of a server that cannot work just now.
  if (error instanceof (ReplyError as typeof Error))
    return /^(LOADING|BUSY|READONLY|OOM|MISCONF|CLUSTERDOWN|MASTERDOWN)/.test(error.message)
      ? `cannot work just now (${error.message.split(' ', 1)[0] ?? ''})`
      : undefined;
  if (!(error instanceof Error)) return undefined;
  if (/timed out/i.test(error.message)) return 'did not answer in time';
  const isLost = /writeable|connection is closed|ECONN|EPIPE|ENOTFOUND|retries per request/i.test(error.message);
  return isLost || 'code' in error ? 'cannot be reached' : undefined;
};

/**
 * Opens a connection to Redis. Calls fail within `COMMAND_TIMEOUT_MS` while the server is away: none waits in a queue, and
 * none is sent a second time, since a counter that was counted twice is worse than one that was refused. Opening never
 * fails; a server that is away now is found when it is back.
 */
export const openRedis = async (url: string, prefix = 'only2u'): Promise<RedisStore> => {
  const client = new Redis(url, {
    lazyConnect: true,
    connectTimeout: CONNECT_TIMEOUT_MS,
    commandTimeout: COMMAND_TIMEOUT_MS,
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    enableAutoPipelining: true,
    retryStrategy: (times) => Math.min(RECONNECT_MAX_MS, RECONNECT_FIRST_MS * 2 ** Math.min(times, 10)),
  });
  // Without a listener a lost connection would end the process; what it means is told by each call that fails.
  client.on('error', () => undefined);
  await client.connect().catch(() => undefined);
  const guard = storeGuard({ store: 'Redis', outage });
  return {
    client,
    guard,
    key: (...parts) => [prefix, ...parts].join(':'),
    ping: async () => {
      await guard.run('ping', () => client.ping());
    },
    close: async () => {
      await client.quit().catch(() => undefined);
      client.disconnect();
    },
  };
};
