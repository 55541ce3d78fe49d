import { LRUCache } from 'lru-cache';
import {
  TRENDING_BUCKETS_MAX,
  TRENDING_BUCKET_MS,
  TRENDING_DECAY,
  type Trending,
} from '../../domains/kernel/ports/trending.ts';

const BOARD_BUCKETS_MAX = 1_000;
type Bucket = { readonly sums: Map<string, number>; readonly seen: Set<string> };

/** Counters of this process; the oldest hours leave first. */
export const memoryTrending = (now: () => number): Trending => {
  const buckets = new LRUCache<string, Bucket>({ max: BOARD_BUCKETS_MAX });
  const hourOf = (ms: number): number => Math.floor(ms / TRENDING_BUCKET_MS);
  return {
    record: (board, hits) => {
      for (const { id, member, weight, atMs } of hits) {
        if (hourOf(atMs) <= hourOf(now()) - TRENDING_BUCKETS_MAX) continue;
        const key = `${board}:${hourOf(atMs)}`;
        const bucket = buckets.get(key) ?? { sums: new Map<string, number>(), seen: new Set<string>() };
        buckets.set(key, bucket);
        if (bucket.seen.has(id)) continue;
        bucket.seen.add(id);
        bucket.sums.set(member, (bucket.sums.get(member) ?? 0) + weight);
      }
      return Promise.resolve();
    },
    top: (board, limit, nowMs) => {
      const scores = new Map<string, number>();
      for (let age = 0; age < TRENDING_BUCKETS_MAX; age += 1)
        for (const [member, sum] of buckets.get(`${board}:${hourOf(nowMs) - age}`)?.sums ?? [])
          scores.set(member, (scores.get(member) ?? 0) + sum * TRENDING_DECAY ** age);
      const ordered = [...scores].map(([member, score]) => ({ member, score }));
      ordered.sort((a, b) => b.score - a.score || (a.member < b.member ? 1 : -1));
      return Promise.resolve(ordered.slice(0, limit));
    },
  };
};
