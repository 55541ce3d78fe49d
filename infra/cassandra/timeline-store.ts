import { LRUCache } from 'lru-cache';
import type {
  TimelineAppend,
  TimelineEntry,
  TimelinePage,
  TimelinePlace,
  TimelineRange,
  TimelineStore,
} from '../../domains/kernel/ports/timeline-store.ts';
import { positionOfCursor, timelineReference } from '../../domains/kernel/timeline-reference.ts';
import type { CassandraStore } from './connection.ts';
import { tableOf } from './schema.ts';

/** Statements that are under way for one append. */
export const WRITES_AT_ONCE_MAX = 128;
/** Partitions that one page looks into; a page of a key with many empty ones is short and says that there is more. */
export const BUCKETS_PER_PAGE_MAX = 50;
const BUCKETS_KNOWN_MAX = 50_000;
/** Entries live at most 20 years by Cassandra's own limit. */
const TTL_SECONDS_MAX = 630_720_000;
const ALWAYS_MS = 8_640_000_000_000_001n;

type Row = { readonly at: bigint; readonly sequence: bigint; readonly id: string; readonly body: string };
type Upper = { readonly at: bigint; readonly sequence: bigint; readonly id: string };

const bucketOf = ({ timeline }: TimelinePlace, at: bigint): bigint => at / BigInt(timeline.bucketMs);
const msOf = (at: string): bigint => BigInt(Date.parse(at));
const entryOf = ({ at, sequence, id, body }: Row): TimelineEntry => ({
  at: new Date(Number(at)).toISOString(),
  sequence,
  id,
  body,
});

/** Runs all, a bounded number at a time; the first failure stops it. */
const eachBounded = async <T>(items: readonly T[], run: (item: T) => Promise<unknown>): Promise<void> => {
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < items.length) await run(items[next++]!);
  };
  const stopOnFailure = (error: unknown): never => {
    next = items.length;
    throw error;
  };
  await Promise.all(
    Array.from({ length: Math.min(WRITES_AT_ONCE_MAX, items.length) }, () => worker().catch(stopOnFailure)),
  );
};

const nameOf = (store: CassandraStore, { timeline }: TimelinePlace): string => tableOf(store.options, timeline);

const writesOf = (store: CassandraStore, now: () => number): Pick<TimelineStore, 'append'> => {
  const { write } = store.options;
  const knownBuckets = new LRUCache<string, true>({ max: BUCKETS_KNOWN_MAX });

  const noteBucket = async (place: TimelinePlace, bucket: bigint): Promise<void> => {
    const name = `${nameOf(store, place)} ${place.key} ${bucket}`;
    if (knownBuckets.has(name)) return;
    await store.run(
      `insert into ${nameOf(store, place)}_buckets (key, bucket) values (?, ?)`,
      [place.key, bucket],
      write,
    );
    knownBuckets.set(name, true);
  };

  const ttlOf = ({ at, keepMs }: TimelineAppend): number =>
    keepMs === undefined ? 0 : Math.min(TTL_SECONDS_MAX, Math.ceil((Date.parse(at) + keepMs - now()) / 1000));

  const put = async (entry: TimelineAppend, place: TimelinePlace, ttl: number): Promise<void> => {
    const at = msOf(entry.at);
    const bucket = bucketOf(place, at);
    // The partition is noted first: an entry in a partition that nobody knows of would never be read.
    await noteBucket(place, bucket);
    await store.run(
      `insert into ${nameOf(store, place)} (key, bucket, at, sequence, id, body) values (?, ?, ?, ?, ?, ?) using timestamp ? and ttl ?`,
      [place.key, bucket, at, entry.sequence, entry.id, entry.body, entry.version, ttl],
      write,
    );
  };

  return {
    append: async (entries) => {
      const writes = entries.flatMap((entry) => {
        const ttl = ttlOf(entry);
        const lapsed = entry.keepMs !== undefined && ttl <= 0;
        return lapsed ? [] : entry.places.map((place) => ({ entry, place, ttl }));
      });
      await eachBounded(writes, ({ entry, place, ttl }) => put(entry, place, ttl));
    },
  };
};

const readsOf = (store: CassandraStore): Pick<TimelineStore, 'page' | 'find'> => {
  const { read } = store.options;

  const bucketsOf = async (place: TimelinePlace, newest: bigint, oldest: bigint): Promise<readonly bigint[]> => {
    const rows = await store.run(
      `select bucket from ${nameOf(store, place)}_buckets where key = ? and bucket <= ? and bucket >= ? limit ${BUCKETS_PER_PAGE_MAX + 1}`,
      [place.key, newest, oldest],
      read,
    );
    return rows.map((row) => row['bucket'] as bigint);
  };

  const readBucket = async (
    place: TimelinePlace,
    bucket: bigint,
    { upper, from, limit }: { upper: Upper; from: bigint; limit: number },
  ): Promise<readonly TimelineEntry[]> => {
    const rows = await store.run(
      `select at, sequence, id, body from ${nameOf(store, place)}
        where key = ? and bucket = ? and (at, sequence, id) < (?, ?, ?) and (at) >= (?) limit ?`,
      [place.key, bucket, upper.at, upper.sequence, upper.id, from, limit],
      read,
    );
    return rows.map((row) => entryOf(row as unknown as Row));
  };

  const page = async (place: TimelinePlace, { limit, cursor, from, until }: TimelineRange): Promise<TimelinePage> => {
    const untilMs = until === undefined ? ALWAYS_MS : msOf(until);
    const position = cursor === undefined ? undefined : positionOfCursor(cursor);
    const after = position === undefined ? untilMs : msOf(position.at);
    const upper: Upper =
      position === undefined || after > untilMs
        ? { at: untilMs, sequence: 0n, id: '' }
        : { at: after, sequence: position.sequence, id: position.id };
    const fromMs = from === undefined ? 0n : msOf(from);
    const buckets = await bucketsOf(place, bucketOf(place, upper.at), bucketOf(place, fromMs));
    const entries: TimelineEntry[] = [];
    for (const bucket of buckets.slice(0, BUCKETS_PER_PAGE_MAX)) {
      const missing = limit + 1 - entries.length;
      entries.push(...(await readBucket(place, bucket, { upper, from: fromMs, limit: missing })));
      if (entries.length > limit) {
        const own = entries.slice(0, limit);
        return { entries: own, next: timelineReference(own.at(-1)!) };
      }
    }
    const further = buckets[BUCKETS_PER_PAGE_MAX];
    if (further === undefined) return { entries };
    const end = Number((further + 1n) * BigInt(place.timeline.bucketMs));
    return { entries, next: timelineReference({ at: new Date(end).toISOString(), sequence: 0n, id: '' }) };
  };

  return {
    page,
    find: async (place, { at, sequence, id }) => {
      const [row] = await store.run(
        `select at, sequence, id, body from ${nameOf(store, place)} where key = ? and bucket = ? and at = ? and sequence = ? and id = ?`,
        [place.key, bucketOf(place, msOf(at)), msOf(at), sequence, id],
        read,
      );
      return row === undefined ? undefined : entryOf(row as unknown as Row);
    },
  };
};

/**
 * Timelines in Cassandra: one table for each, partitioned by key and stretch of time. The version of an entry is its write
 * timestamp, so a redelivered entry changes nothing, and an older one never covers a newer one.
 */
export const cassandraTimelineStore = (store: CassandraStore, now: () => number): TimelineStore => ({
  ...writesOf(store, now),
  ...readsOf(store),
});
