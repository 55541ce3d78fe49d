import { RateLimiterRedis } from 'rate-limiter-flexible';
import type { RateLimiter } from '../../domains/kernel/ports/rate-limiter.ts';
import { StoreUnavailable } from '../../domains/kernel/ports/store-unavailable.ts';
import { decide, limiterTable, memoryRateLimiter } from '../memory/rate-limiter.ts';
import type { RedisStore } from './connection.ts';

/** Counts in Redis; while it is away every process counts for itself, so that nobody is let through unbounded. */
export const redisRateLimiter = (store: RedisStore): RateLimiter => {
  const own = memoryRateLimiter();
  const limiterOf = limiterTable(
    ({ name, points, seconds }) =>
      new RateLimiterRedis({
        storeClient: store.client,
        keyPrefix: store.key('rate', name),
        points,
        duration: seconds,
        // A subject that is over its limit is refused without asking again.
        inMemoryBlockOnConsumed: points + 1,
      }),
  );
  return {
    consume: async (limit, subject, cost = 1) => {
      try {
        return await store.guard.run('consume', () => decide(limiterOf(limit), subject, cost));
      } catch (error) {
        if (!(error instanceof StoreUnavailable)) throw error;
        return own.consume(limit, subject, cost);
      }
    },
  };
};
