import { randomUUID } from 'node:crypto';
import type { Leases } from '../../domains/kernel/ports/leases.ts';
import type { RedisStore } from './connection.ts';
import { redisScript } from './script.ts';

const acquire = redisScript<number | null>(
  'acquire',
  `if redis.call('SET', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2]) then return redis.call('INCR', KEYS[2]) end
return false`,
);
const renew = redisScript<number>(
  'renew',
  `if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('PEXPIRE', KEYS[1], ARGV[2]) end
return 0`,
);
const release = redisScript<number>(
  'release',
  `if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
return 0`,
);

/** Leases in Redis: the token says whose it is, and the counter beside it gives the fence. */
export const redisLeases = (store: RedisStore): Leases => {
  // Braces keep both keys on one node of a cluster.
  const holder = (name: string): string => store.key('lease', `{${name}}`);
  const fence = (name: string): string => store.key('lease', `{${name}}`, 'fence');
  return {
    acquire: async (name, ttlMs) => {
      const token = randomUUID();
      const given = await acquire(store, [holder(name), fence(name)], [token, ttlMs]);
      return given === null ? undefined : { name, token, fence: given };
    },
    renew: async ({ name, token }, ttlMs) => (await renew(store, [holder(name)], [token, ttlMs])) === 1,
    release: async ({ name, token }) => {
      await release(store, [holder(name)], [token]);
    },
  };
};
