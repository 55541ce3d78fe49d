import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { StoreUnavailable } from '../../domains/kernel/ports/store-unavailable.ts';
import { redisCache } from '../../infra/redis/cache.ts';
import { openRedis, type RedisStore } from '../../infra/redis/connection.ts';
import { redisLeases } from '../../infra/redis/leases.ts';
import { redisRateLimiter } from '../../infra/redis/rate-limiter.ts';
import { redisRevokedSessions } from '../../infra/redis/revoked-sessions.ts';
import { FRESH_MS, redisRowViews, ROWS_PER_CALL_MAX } from '../../infra/redis/row-views.ts';
import { HITS_PER_CALL_MAX, redisTrending } from '../../infra/redis/trending.ts';
import { cacheContract } from '../contract/cache.ts';
import {
  leasesContract,
  rateLimiterContract,
  revokedSessionsContract,
  trendingContract,
} from '../contract/coordination.ts';
import { rowViewsContract } from '../contract/row-views.ts';
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
  leasesContract('Redis', () => redisLeases(redis));
  rateLimiterContract('Redis', () => redisRateLimiter(redis));
  revokedSessionsContract('Redis', () => redisRevokedSessions(redis, Date.now));
  trendingContract('Redis', (now) => redisTrending(redis, now));
  rowViewsContract('Redis', () => redisRowViews(redis, Date.now));

  it('shares counts, leases and revocations between connections', async () => {
    const other = await openRedis(server.url());
    const key = crypto.randomUUID();
    await redisCache(redis).increment(key, 2, LONG_MS);
    expect((await redisCache(other).increment(key, 1, LONG_MS)).count).toBe(3);
    expect(await redisLeases(redis).acquire(key, LONG_MS)).toBeDefined();
    expect(await redisLeases(other).acquire(key, LONG_MS)).toBeUndefined();
    await redisRevokedSessions(redis, Date.now).revoke(key, LONG_MS);
    expect(await redisRevokedSessions(other, Date.now).isRevoked(key)).toBe(true);
    await other.close();
  });

  it('takes more hits and rows than fit one call', async () => {
    const board = crypto.randomUUID();
    const hits = Array.from({ length: 2 * HITS_PER_CALL_MAX + 1 }, (_none, n) => ({
      id: String(n),
      member: 'kurta',
      weight: 1,
      atMs: Date.now(),
    }));
    await redisTrending(redis, Date.now).record(board, hits);
    expect(await redisTrending(redis, Date.now).top(board, 1, Date.now())).toMatchObject([{ score: hits.length }]);
    const views = redisRowViews(redis, Date.now);
    const rows = Array.from({ length: ROWS_PER_CALL_MAX + 1 }, (_none, n) => ({ key: String(n), text: `row ${n}` }));
    await views.put(board, rows, 5n);
    expect(await views.get(board, String(ROWS_PER_CALL_MAX), 5n)).toEqual({ text: `row ${ROWS_PER_CALL_MAX}` });
  });

  it('leaves no copy good that its writer no longer vouches for', async () => {
    const [views, view] = [redisRowViews(redis, Date.now), crypto.randomUUID()];
    await views.put(view, [{ key: 'asha', text: 'row' }], 1n);
    expect(await views.get(view, 'asha')).toEqual({ text: 'row' });
    await expect.poll(() => views.get(view, 'asha'), { timeout: 5 * FRESH_MS }).toBeUndefined();
    await views.put(view, [], 1n);
    expect(await views.get(view, 'asha')).toEqual({ text: 'row' });
  });

  it('begins a view anew under a new writer, since the old one may have missed rows', async () => {
    const view = crypto.randomUUID();
    const before = redisRowViews(redis, Date.now);
    await before.put(view, [{ key: 'asha', text: 'before' }], 1n);
    const after = redisRowViews(redis, () => Date.now() + 1);
    await after.put(view, [{ key: 'ravi', text: 'after' }], 2n);
    expect(await after.get(view, 'asha')).toBeUndefined();
    expect(await before.put(view, [{ key: 'asha', text: 'late' }], 3n)).toBe(false);
    expect(await after.get(view, 'asha')).toBeUndefined();
  });

  for (const signal of ['SIGKILL', 'SIGSTOP'] as const)
    it(`says what is wrong during ${signal}, and serves again without being opened anew`, FAILURE, async () => {
      const { cache, limiter, views, sessions } = {
        cache: redisCache(redis),
        limiter: redisRateLimiter(redis),
        views: redisRowViews(redis, Date.now),
        sessions: redisRevokedSessions(redis, Date.now),
      };
      const key = crypto.randomUUID();
      await cache.set(key, 'kept', LONG_MS);
      await views.put(key, [{ key: 'asha', text: 'row' }], 1n);
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
      expect(await views.get(key, 'asha')).toBeUndefined();
      expect(await views.put(key, [{ key: 'asha', text: 'newer' }], 2n)).toBe(false);
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
      await expect.poll(() => views.put(key, [], 3n), BACK_WITHIN).toBe(true);
      expect(await views.get(key, 'asha')).toBeUndefined();
    });
});
