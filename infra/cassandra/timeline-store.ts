import { LRUCache } from 'lru-cache';
import type {
  TimelineAppend,
  TimelineEntry,
  TimelinePage,
  TimelinePlace,
  TimelineRange,
  TimelineStore,
} from '../../domains/kernel/ports/timeline-store.ts';
import { positionOfCursor, timelineReference } from '../../domains/kernel/ports/timeline-reference.ts';
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

type Row = {
  readonly at: bigint;
  readonly sequence: bigint;
  readonly id: string;
  readonly body: string;
  readonly lapses: bigint | null;
};
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

  const lapsesOf = ({ at, keepMs }: TimelineAppend): number | undefined =>
    keepMs === undefined ? undefined : Date.parse(at) + keepMs;

  const put = async (entry: TimelineAppend, place: TimelinePlace): Promise<void> => {
    const at = msOf(entry.at);
    const lapses = lapsesOf(entry);
    const ttl = lapses === undefined ? 0 : Math.min(TTL_SECONDS_MAX, Math.ceil((lapses - now()) / 1000));
    const bucket = bucketOf(place, at);
    // The partition is noted first: an entry in a partition that nobody knows of would never be read.
    await noteBucket(place, bucket);
    await store.run(
      `insert into ${nameOf(store, place)} (key, bucket, at, sequence, id, body, lapses) values (?, ?, ?, ?, ?, ?, ?) using timestamp ? and ttl ?`,
      [
        place.key,
        bucket,
        at,
        entry.sequence,
        entry.id,
        entry.body,
        lapses === undefined ? undefined : BigInt(lapses),
        entry.version,
        ttl,
      ],
      write,
    );
  };

  return {
    append: async (entries) => {
      const kept = entries.filter((entry) => (lapsesOf(entry) ?? Infinity) > now());
      const writes = kept.flatMap((entry) => entry.places.map((place) => ({ entry, place })));
      await eachBounded(writes, ({ entry, place }) => put(entry, place));
    },
  };
};

const readsOf = (store: CassandraStore, now: () => number): Pick<TimelineStore, 'page' | 'find'> => {
  const { read } = store.options;
  const isThere = ({ lapses }: Row): boolean => lapses === null || lapses > BigInt(now());
  const entriesOf = (rows: readonly Row[]): readonly TimelineEntry[] => rows.filter(isThere).map(entryOf);

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
  ): Promise<readonly Row[]> => {
    const rows = await store.run(
      `select at, sequence, id, body, lapses from ${nameOf(store, place)}
        where key = ? and bucket = ? and (at, sequence, id) < (?, ?, ?) and (at) >= (?) limit ?`,
      [place.key, bucket, upper.at, upper.sequence, upper.id, from, limit],
      read,
    );
    return rows as unknown as readonly Row[];
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
    const rows: Row[] = [];
    for (const bucket of buckets.slice(0, BUCKETS_PER_PAGE_MAX)) {
      const missing = limit + 1 - rows.length;
      rows.push(...(await readBucket(place, bucket, { upper, from: fromMs, limit: missing })));
      if (rows.length > limit) {
        const own = rows.slice(0, limit);
        return { entries: entriesOf(own), next: timelineReference(entryOf(own.at(-1)!)) };
      }
    }
    const further = buckets[BUCKETS_PER_PAGE_MAX];
    if (further === undefined) return { entries: entriesOf(rows) };
    const end = Number((further + 1n) * BigInt(place.timeline.bucketMs));
    return {
      entries: entriesOf(rows),
      next: timelineReference({ at: new Date(end).toISOString(), sequence: 0n, id: '' }),
    };
  };

  return {
    page,
    find: async (place, { at, sequence, id }) => {
      const [row] = await store.run(
        `select at, sequence, id, body, lapses from ${nameOf(store, place)} where key = ? and bucket = ? and at = ? and sequence = ? and id = ?`,
        [place.key, bucketOf(place, msOf(at)), msOf(at), sequence, id],
        read,
      );
      return row === undefined ? undefined : entriesOf([row as unknown as Row])[0];
    },
  };
};

/**
 * Timelines in Cassandra: one table for each, partitioned by key and stretch of time. The version of an entry is its write
 * timestamp, so a redelivered entry changes nothing, and an older one never covers a newer one. By `now`, the clock of the
 * system, an entry is there or has lapsed; Cassandra's own clock and TTL only take away what nobody sees any more.
 */
export const cassandraTimelineStore = (store: CassandraStore, now: () => number): TimelineStore => ({
  ...writesOf(store, now),
  ...readsOf(store, now),
});
