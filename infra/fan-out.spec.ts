import { describe, expect, it, vi } from 'vitest';
import type { EventStore, FeedBatch } from '../domains/kernel/event-store.ts';
import { StoreUnavailable } from '../domains/kernel/ports/store-unavailable.ts';
import { ATTEMPTS_MAX, BATCHES_WAITING_MAX } from './fan-out-lane.ts';
import { fanOut, type LogConsumer } from './fan-out.ts';

/** A feed that the test drives by hand. */
const handFeed = () => {
  let give: (batch: FeedBatch) => Promise<void> = () => Promise.resolve();
  let fail: (error: unknown) => void = () => undefined;
  const begun: (bigint | undefined)[] = [];
  const store = {
    subscribe: (after: bigint | undefined, onBatch: (batch: FeedBatch) => Promise<void>) => {
      begun.push(after);
      give = onBatch;
      return { closed: new Promise<void>((_, reject) => (fail = reject)), close: () => Promise.resolve() };
    },
  } as unknown as EventStore;
  return {
    store,
    begun,
    give: (position: bigint) => give({ events: [], position }),
    end: (error: unknown) => fail(error),
  };
};
const listener = (name: string, after?: bigint): LogConsumer & { got: bigint[] } => {
  const got: bigint[] = [];
  return { name, after, got, onBatch: ({ position }) => (got.push(position), Promise.resolve()) };
};
const quiet = { onRetry: () => undefined, onStopped: () => undefined };

describe('the fan-out of the feed', () => {
  it('begins where the last of them stands, and gives nobody what they have had', async () => {
    const { store, begun, give } = handFeed();
    const [early, late] = [listener('early', 3n), listener('late', 7n)];
    const feed = fanOut(store, [early, late], quiet);
    for (const position of [5n, 7n, 9n]) await give(position);
    await vi.waitUntil(() => early.got.length === 3 && late.got.length === 1);
    expect([begun, early.got, late.got]).toEqual([[3n], [5n, 7n, 9n], [9n]]);
    fanOut(store, [early, listener('new')], quiet);
    expect(begun[1]).toBeUndefined();
    await feed.close();
  });

  it('leaves behind, loudly, whoever cannot take a batch, and goes on with the others', async () => {
    vi.useFakeTimers();
    try {
      const { store, give } = handFeed();
      const told: string[] = [];
      const broken: LogConsumer = { name: 'broken', after: undefined, onBatch: () => Promise.reject(new Error('no')) };
      const sound = listener('sound');
      const feed = fanOut(store, [broken, sound], {
        onRetry: (name, _error, attempt) => told.push(`${name} ${attempt}`),
        onStopped: (name) => told.push(`${name} stopped`),
      });
      await give(1n);
      await vi.runAllTimersAsync();
      for (let n = 2n; n < 2n + 2n * BigInt(BATCHES_WAITING_MAX); n += 1n) await give(n);
      await vi.runAllTimersAsync();
      expect(told.at(-1)).toBe('broken stopped');
      expect(told).toHaveLength(ATTEMPTS_MAX + 1);
      expect([...feed.stopped.keys()]).toEqual(['broken']);
      expect(sound.got).toHaveLength(1 + 2 * BATCHES_WAITING_MAX);
      await feed.close();
    } finally {
      vi.useRealTimers();
    }
  });

  it('waits for as long as it takes while a store is away, and a close ends the waiting', async () => {
    vi.useFakeTimers();
    try {
      const { store, give } = handFeed();
      let attempts = 0;
      const waiting: LogConsumer = {
        name: 'waiting',
        after: undefined,
        onBatch: () => ((attempts += 1), Promise.reject(new StoreUnavailable('PostgreSQL', 'is away'))),
      };
      const feed = fanOut(store, [waiting], quiet);
      await give(1n);
      await vi.advanceTimersByTimeAsync(600_000);
      expect(attempts).toBeGreaterThan(3 * ATTEMPTS_MAX);
      expect(feed.stopped.size).toBe(0);
      await feed.close();
    } finally {
      vi.useRealTimers();
    }
  });

  it('holds back the feed for a slow one, within a bound', async () => {
    const { store, give } = handFeed();
    let release: () => void = () => undefined;
    const slow: LogConsumer = {
      name: 'slow',
      after: undefined,
      onBatch: () => new Promise((resolve) => (release = resolve)),
    };
    const feed = fanOut(store, [slow], quiet);
    for (let n = 0n; n <= BigInt(BATCHES_WAITING_MAX); n += 1n) await give(n);
    let taken = false;
    const next = give(999n).then(() => (taken = true));
    await new Promise((resolve) => setImmediate(resolve));
    expect(taken).toBe(false);
    release();
    await next;
    const closed = feed.close();
    release();
    await closed;
  });

  it('puts together what comes while a consumer gathers, until somebody hurries', async () => {
    vi.useFakeTimers();
    try {
      const { store, give } = handFeed();
      const gathering = { ...listener('gathering'), gatherMs: 1_000 };
      const feed = fanOut(store, [gathering], quiet);
      // After a pause the first one goes at once.
      for (const position of [1n, 2n, 3n]) await give(position);
      await vi.advanceTimersByTimeAsync(999);
      expect(gathering.got).toEqual([1n]);
      await vi.advanceTimersByTimeAsync(1);
      expect(gathering.got).toEqual([1n, 3n]);
      feed.hurry(5n);
      await give(4n);
      await vi.advanceTimersByTimeAsync(0);
      await give(5n);
      await vi.advanceTimersByTimeAsync(0);
      expect(gathering.got).toEqual([1n, 3n, 4n, 5n]);
      await give(6n);
      await vi.advanceTimersByTimeAsync(0);
      expect(gathering.got.at(-1)).toBe(5n);
      feed.hurry(6n);
      await vi.advanceTimersByTimeAsync(0);
      expect(gathering.got.at(-1)).toBe(6n);
      await give(7n);
      await feed.close();
      expect(gathering.got.at(-1)).toBe(6n);
    } finally {
      vi.useRealTimers();
    }
  });

  it('says that the feed itself has ended', async () => {
    const { store, end } = handFeed();
    const feed = fanOut(store, [listener('one')], quiet);
    end(new Error('over'));
    await vi.waitUntil(() => feed.stopped.has('feed'));
    await feed.close();
  });
});
