import { LRUCache } from 'lru-cache';
import type { RowViews } from '../../domains/kernel/ports/row-views.ts';

export const ROWS_MAX = 50_000;
type Copy = { readonly text: string | undefined; readonly position: bigint };

/** Copies in this process, which is also where they are written, so that they are as new as their writer. */
export const memoryRowViews = (): RowViews => {
  const copies = new LRUCache<string, Copy>({ max: ROWS_MAX });
  const reached = new Map<string, bigint>();
  return {
    get: (view, key, atLeast = 0n) => {
      const copy = copies.get(`${view}:${key}`);
      return Promise.resolve(
        copy === undefined || (reached.get(view) ?? -1n) < atLeast ? undefined : { text: copy.text },
      );
    },
    put: (view, rows, position) => {
      for (const { key, text } of rows) {
        const known = copies.get(`${view}:${key}`);
        if (known === undefined || known.position <= position) copies.set(`${view}:${key}`, { text, position });
      }
      reached.set(view, position);
      return Promise.resolve(true);
    },
  };
};
