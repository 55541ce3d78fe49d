import type { Cache } from '../../domains/kernel/ports/cache.ts';
import type { RedisStore } from './connection.ts';
import { redisScript } from './script.ts';

const increment = redisScript<[number, number]>(
  'increment',
  `local count = redis.call('INCRBY', KEYS[1], ARGV[1])
local left = redis.call('PTTL', KEYS[1])
if left < 0 then
  redis.call('PEXPIRE', KEYS[1], ARGV[2])
  left = tonumber(ARGV[2])
end
return {count, left}`,
);

/** The cache in Redis, shared by all processes. */
export const redisCache = (store: RedisStore): Cache => {
  const { client, guard } = store;
  const keyOf = (key: string): string => store.key('cache', key);
  return {
    get: async (key) => (await guard.run('get', () => client.get(keyOf(key)))) ?? undefined,
    set: async (key, value, ttlMs) => {
      await guard.run('set', () => client.set(keyOf(key), value, 'PX', ttlMs));
    },
    delete: async (key) => {
      await guard.run('delete', () => client.del(keyOf(key)));
    },
    increment: async (key, by, ttlMs) => {
      const [count, left] = await increment(store, [keyOf(key)], [by, ttlMs]);
      return { count, ttlMs: left };
    },
  };
};
