import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { StoreUnavailable } from '../../domains/kernel/ports/store-unavailable.ts';
import { redisCache } from '../../infra/redis/cache.ts';
import { openRedis, type RedisStore } from '../../infra/redis/connection.ts';
import { redisRateLimiter } from '../../infra/redis/rate-limiter.ts';
import { redisRevokedSessions } from '../../infra/redis/revoked-sessions.ts';
import { cacheContract } from '../contract/cache.ts';
import { rateLimiterContract, revokedSessionsContract } from '../contract/coordination.ts';
import { cannotRun, startStore } from '../support/store-stack.ts';

const BACK_WITHIN = { timeout: 60_000, interval: 50 };
const FAILURE = { timeout: 180_000 };
/** Nothing lapses before the test is over, however slow the machine is. */
const LONG_MS = 600_000;

describe.skipIf(cannotRun('redis'))('on a real Redis', () => {
  let server: Awaited<ReturnType<typeof startStore<'redis'>>>;
  let redis: RedisStore;
  beforeAll(async () => {
    server = await startStore('redis');
    redis = await openRedis(server.url());
  });
  afterAll(async () => {
    await redis.close();
    await server.stop();
  });

  cacheContract('Redis', () => redisCache(redis));
  rateLimiterContract('Redis', () => redisRateLimiter(redis));
  revokedSessionsContract('Redis', () => redisRevokedSessions(redis, Date.now));

  it('shares counts and revocations between connections', async () => {
    const other = await openRedis(server.url());
    const key = crypto.randomUUID();
    await redisCache(redis).increment(key, 2, LONG_MS);
    expect((await redisCache(other).increment(key, 1, LONG_MS)).count).toBe(3);
    await redisRevokedSessions(redis, Date.now).revoke(key, LONG_MS);
    expect(await redisRevokedSessions(other, Date.now).isRevoked(key)).toBe(true);
    await other.close();
  });

  for (const signal of ['SIGKILL', 'SIGSTOP'] as const)
    it(`says what is wrong during ${signal}, and serves again without being opened anew`, FAILURE, async () => {
      const { cache, limiter, sessions } = {
        cache: redisCache(redis),
        limiter: redisRateLimiter(redis),
        sessions: redisRevokedSessions(redis, Date.now),
      };
      const key = crypto.randomUUID();
      await cache.set(key, 'kept', LONG_MS);
      let answered = 0;
      let failed: unknown;
      const counting = (async () => {
        while (failed === undefined)
          await cache.increment(`${key}:count`, 1, LONG_MS).then(
            () => (answered += 1),
            (error: unknown) => (failed = error),
          );
      })();
      await expect.poll(() => answered, BACK_WITHIN).toBeGreaterThan(10);
      await server.signal('redis', signal);
      await counting;
      expect(failed).toBeInstanceOf(StoreUnavailable);
      expect((failed as Error).message).toMatch(/^Redis .*ask again in a moment\.$/);
      await expect(cache.get(key)).rejects.toBeInstanceOf(StoreUnavailable);

      // What only makes things faster has no effect while it is away.
      expect(await sessions.isRevoked(key)).toBe(false);
      expect((await limiter.consume({ name: 'away', points: 1, seconds: 60 }, key)).allowed).toBe(true);
      expect((await limiter.consume({ name: 'away', points: 1, seconds: 60 }, key)).allowed).toBe(false);

      if (signal === 'SIGSTOP') await server.signal('redis', 'SIGCONT');
      else await server.restart('redis');
      await expect
        .poll(
          () =>
            redis.ping().then(
              () => 'there',
              () => 'away',
            ),
          BACK_WITHIN,
        )
        .toBe('there');
      // One call was under way and nobody can know; no other one is missing or counted twice.
      const { count } = await cache.increment(`${key}:count`, 0, LONG_MS);
      expect([answered, answered + 1]).toContain(count);
      expect(await cache.get(key)).toBe('kept');
    });
});
