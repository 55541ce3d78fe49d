import { Redis } from 'ioredis';
import { inject } from 'vitest';

/** Every key lapses this much sooner, as if the time had passed in Redis too. */
const AGE = `for _, key in ipairs(redis.call('KEYS', '*')) do
  local left = redis.call('PTTL', key)
  if left > 0 then redis.call('PEXPIRE', key, left - tonumber(ARGV[1])) end
end`;

/** The Redis of the run, without what the files before this one left; one file runs at a time. */
export const openTestRedis = async (): Promise<{
  url: string;
  age: (ms: number) => Promise<void>;
  close: () => Promise<void>;
}> => {
  const url = inject('redisUrl');
  const redis = new Redis(url);
  await redis.flushall();
  return {
    url,
    age: async (ms) => {
      await redis.eval(AGE, 0, ms);
    },
    close: async () => {
      await redis.quit();
    },
  };
};
