import { beforeEach, describe, expect, it } from 'vitest';
import type { Cache } from '../../domains/kernel/ports/cache.ts';

const LONG_MS = 60_000;
const SHORT_MS = 30;

/** What every side of the port `Cache` does. Keys are fresh for each test, so that a shared server needs no emptying. */
export const cacheContract = (name: string, open: () => Cache | Promise<Cache>): void => {
  describe(`Cache: ${name}`, () => {
    let cache: Cache;
    let key: string;
    beforeEach(async () => {
      cache = await open();
      key = crypto.randomUUID();
    });

    it('gives back what was set, the last value only', async () => {
      expect(await cache.get(key)).toBeUndefined();
      await cache.set(key, 'first', LONG_MS);
      await cache.set(key, 'सेकंड', LONG_MS);
      expect(await cache.get(key)).toBe('सेकंड');
    });

    it('forgets what was deleted, and deleting nothing is no error', async () => {
      await cache.set(key, 'value', LONG_MS);
      await cache.delete(key);
      await cache.delete(key);
      expect(await cache.get(key)).toBeUndefined();
    });

    it('forgets what has lapsed', async () => {
      await cache.set(key, 'value', SHORT_MS);
      await expect.poll(() => cache.get(key)).toBeUndefined();
    });

    it('counts from nothing, and the time runs from the first addition', async () => {
      const first = await cache.increment(key, 1, LONG_MS);
      const second = await cache.increment(key, 2, 10 * LONG_MS);
      expect([first.count, second.count]).toEqual([1, 3]);
      expect(second.ttlMs).toBeLessThanOrEqual(first.ttlMs);
      expect(second.ttlMs).toBeGreaterThan(0);
    });

    it('begins a counter anew when it has lapsed', async () => {
      await cache.increment(key, 5, SHORT_MS);
      await expect.poll(() => cache.get(key)).toBeUndefined();
      expect((await cache.increment(key, 1, LONG_MS)).count).toBe(1);
    });

    it('loses no addition of many at once', async () => {
      const added = await Promise.all(Array.from({ length: 100 }, () => cache.increment(key, 1, LONG_MS)));
      expect(new Set(added.map(({ count }) => count)).size).toBe(100);
      expect((await cache.increment(key, 0, LONG_MS)).count).toBe(100);
    });
  });
};
