/** One thing that counts for a member of a board; `id` makes a repeat change nothing. */
export type TrendingHit = {
  readonly id: string;
  readonly member: string;
  readonly weight: number;
  readonly atMs: number;
};

/** Hits are summed by the hour; an hour counts in full when it is new and less with every further one. */
export const TRENDING_BUCKET_MS = 3_600_000;
/** Hours that still count. */
export const TRENDING_BUCKETS_MAX = 24;
/** What an hour weighs compared with the one after it. */
export const TRENDING_DECAY = 0.9;

/** What is on the rise: counters over a sliding window. Throws `StoreUnavailable`. */
export type Trending = {
  /** Hits older than the window are dropped. */
  record(board: string, hits: readonly TrendingHit[]): Promise<void>;
  /** The members with the highest decayed sums, highest first. */
  top(
    board: string,
    limit: number,
    nowMs: number,
  ): Promise<readonly { readonly member: string; readonly score: number }[]>;
};
