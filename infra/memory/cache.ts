import { LRUCache } from 'lru-cache';
import type { Cache } from '../../domains/kernel/ports/cache.ts';

export const CACHE_ENTRIES_MAX = 100_000;

/** The embedded side of the cache: in this process, bounded, the least used entry leaves first. */
export const memoryCache = (now: () => number): Cache => {
  const entries = new LRUCache<string, { value: string; until: number }>({ max: CACHE_ENTRIES_MAX });
  const live = (key: string): { value: string; until: number } | undefined => {
    const entry = entries.get(key);
    if (entry === undefined || now() < entry.until) return entry;
    entries.delete(key);
    return undefined;
  };
  return {
    get: (key) => Promise.resolve(live(key)?.value),
    set: (key, value, ttlMs) => {
      entries.set(key, { value, until: now() + ttlMs });
      return Promise.resolve();
    },
    delete: (key) => {
      entries.delete(key);
      return Promise.resolve();
    },
    increment: (key, by, ttlMs) => {
      const entry = live(key) ?? { value: '0', until: now() + ttlMs };
      const count = Number(entry.value) + by;
      entries.set(key, { value: String(count), until: entry.until });
      return Promise.resolve({ count, ttlMs: entry.until - now() });
    },
  };
};
