import {
  TRENDING_BUCKETS_MAX,
  TRENDING_BUCKET_MS,
  TRENDING_DECAY,
  type Trending,
  type TrendingHit,
} from '../../domains/kernel/ports/trending.ts';
import type { RedisStore } from './connection.ts';
import { redisScript } from './script.ts';

/** Hits that go to the server in one step; it does nothing else meanwhile. */
export const HITS_PER_CALL_MAX = 500;

const record = redisScript<null>(
  'record hits',
  `for i = 2, #ARGV, 3 do
  if redis.call('SADD', KEYS[2], ARGV[i]) == 1 then redis.call('ZINCRBY', KEYS[1], ARGV[i + 2], ARGV[i + 1]) end
end
redis.call('PEXPIRE', KEYS[1], ARGV[1])
redis.call('PEXPIRE', KEYS[2], ARGV[1])
return nil`,
);

const hourOf = (ms: number): number => Math.floor(ms / TRENDING_BUCKET_MS);

/** One sorted set for each board and hour, and beside it the ids that were counted; both leave when the hour no longer counts. */
export const redisTrending = (store: RedisStore, now: () => number): Trending => {
  const { client, guard } = store;
  const sums = (board: string, hour: number): string => store.key('trending', `{${board}}`, String(hour));
  const recordHour = async (board: string, hour: number, hits: readonly TrendingHit[]): Promise<void> => {
    const keptMs = (hour + TRENDING_BUCKETS_MAX + 1) * TRENDING_BUCKET_MS - now();
    for (let from = 0; from < hits.length; from += HITS_PER_CALL_MAX) {
      const values = hits
        .slice(from, from + HITS_PER_CALL_MAX)
        .flatMap(({ id, member, weight }) => [id, member, weight]);
      await record(store, [sums(board, hour), `${sums(board, hour)}:seen`], [keptMs, ...values]);
    }
  };
  return {
    record: async (board, hits) => {
      const oldest = hourOf(now()) - TRENDING_BUCKETS_MAX;
      const byHour = Map.groupBy(hits, ({ atMs }) => hourOf(atMs));
      for (const [hour, own] of byHour) if (hour > oldest) await recordHour(board, hour, own);
    },
    top: async (board, limit, nowMs) => {
      const hours = Array.from({ length: TRENDING_BUCKETS_MAX }, (_none, age) => hourOf(nowMs) - age);
      const keys = hours.map((hour) => sums(board, hour));
      const weights = hours.map((_hour, age) => TRENDING_DECAY ** age);
      const total = store.key('trending', `{${board}}`, 'total');
      const replies = await guard.run('trending', () =>
        client
          .multi()
          .zunionstore(total, keys.length, ...keys, 'WEIGHTS', ...weights)
          .zrevrange(total, 0, limit - 1, 'WITHSCORES')
          .del(total)
          .exec(),
      );
      const flat = (replies?.[1]?.[1] ?? []) as readonly string[];
      return Array.from({ length: flat.length / 2 }, (_none, n) => ({
        member: flat[n * 2]!,
        score: Number(flat[n * 2 + 1]),
      }));
    },
  };
};
