import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type {
  Timeline,
  TimelineAppend,
  TimelineEntry,
  TimelinePlace,
  TimelineRange,
  TimelineStore,
} from '../../domains/kernel/ports/timeline-store.ts';
import { parseTimelineReference, timelineReference } from '../../domains/kernel/ports/timeline-reference.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
export const contractTimelines = {
  byUser: { service: 'contract', name: 'by_user', bucketMs: DAY_MS },
  byOrder: { service: 'contract', name: 'by_order', bucketMs: 30 * DAY_MS },
} as const satisfies Record<string, Timeline>;

const PAGES_MAX = 1_000;
const START_MS = Date.parse('2026-01-05T10:00:00.000Z');
const later = (ms: number): string => new Date(START_MS + ms).toISOString();

const entry = (
  places: readonly TimelinePlace[],
  more: Partial<TimelineAppend> & { readonly id: string },
): TimelineAppend => ({ at: later(0), sequence: 0n, body: `{"id":"${more.id}"}`, version: 1n, places, ...more });

/** Every page until there is none. */
export const readAll = async (
  store: TimelineStore,
  place: TimelinePlace,
  range: TimelineRange,
): Promise<readonly TimelineEntry[]> => {
  const entries: TimelineEntry[] = [];
  let cursor: string | undefined;
  for (let pages = 0; pages < PAGES_MAX; pages += 1) {
    const page = await store.page(place, cursor === undefined ? range : { ...range, cursor });
    expect(page.entries.length).toBeLessThanOrEqual(range.limit);
    entries.push(...page.entries);
    if (page.next === undefined) return entries;
    cursor = page.next;
  }
  throw new Error('the pages do not end');
};

/** What every side of the port `TimelineStore` does. Keys are fresh for each test. */
export const timelineStoreContract = (name: string, open: () => TimelineStore): void => {
  const ofUser = (): TimelinePlace => ({ timeline: contractTimelines.byUser, key: crypto.randomUUID() });
  const idsOf = (entries: readonly TimelineEntry[]): string[] => entries.map(({ id }) => id);

  describe(`TimelineStore: ${name}`, () => {
    it('answers newest first: by time, then sequence, then id', async () => {
      const [store, place] = [open(), ofUser()];
      await store.append([
        entry([place], { id: 'b', at: later(1), sequence: 5n }),
        entry([place], { id: 'a', at: later(1), sequence: 5n }),
        entry([place], { id: 'later', at: later(2), sequence: 1n }),
        entry([place], { id: 'z', at: later(1), sequence: 4n }),
        entry([place], { id: 'long-ago', at: later(-400 * DAY_MS), sequence: 9_007_199_254_740_993n }),
      ]);
      const { entries, next } = await store.page(place, { limit: 10 });
      expect(idsOf(entries)).toEqual(['later', 'b', 'a', 'z', 'long-ago']);
      expect(next).toBeUndefined();
      expect(entries[4]).toEqual({
        id: 'long-ago',
        at: later(-400 * DAY_MS),
        sequence: 9_007_199_254_740_993n,
        body: '{"id":"long-ago"}',
      });
      expect((await store.page({ ...place, key: 'nobody' }, { limit: 10 })).entries).toEqual([]);
    });

    it('keeps an entry in every timeline that it belongs to, and finds it by its position', async () => {
      const store = open();
      const user = ofUser();
      const order = { timeline: contractTimelines.byOrder, key: crypto.randomUUID() };
      const one = entry([user, order], { id: 'one', sequence: 7n, body: '{"text":"आदेश, \\"quoted\\""}' });
      await store.append([one]);
      const stored = { id: one.id, at: one.at, sequence: one.sequence, body: one.body };
      for (const place of [user, order]) {
        expect((await store.page(place, { limit: 5 })).entries).toEqual([stored]);
        expect(await store.find(place, parseTimelineReference(timelineReference(one))!)).toEqual(stored);
      }
      expect(await store.find(user, { ...one, sequence: 8n })).toBeUndefined();
      expect(await store.find({ ...user, key: 'somebody-else' }, one)).toBeUndefined();
    });

    it('changes nothing when entries are appended again, and lets a later version win whenever it comes', async () => {
      const [store, place] = [open(), ofUser()];
      const first = entry([place], { id: 'm1', body: '"first"', version: 10n });
      const edited = { ...first, body: '"edited"', version: 20n };
      await store.append([first]);
      await store.append([first, entry([place], { id: 'm2' })]);
      await store.append([edited, first]);
      await store.append([first]);
      const { entries } = await store.page(place, { limit: 10 });
      expect(entries.map(({ id, body }) => [id, body])).toEqual([
        ['m2', '{"id":"m2"}'],
        ['m1', '"edited"'],
      ]);
    });

    it('reads a stretch of time, its beginning included and its end not', async () => {
      const [store, place] = [open(), ofUser()];
      await store.append(
        Array.from({ length: 10 }, (_none, n) => entry([place], { id: `h${n}`, at: later(n * 6 * HOUR_MS) })),
      );
      const range = { limit: 2, from: later(2 * 6 * HOUR_MS), until: later(5 * 6 * HOUR_MS) };
      expect(idsOf(await readAll(store, place, range))).toEqual(['h4', 'h3', 'h2']);
    });

    it('refuses a cursor that no page gave', async () => {
      const [store, place] = [open(), ofUser()];
      await expect(store.page(place, { limit: 1, cursor: "1'; drop" })).rejects.toBeInstanceOf(RangeError);
    });

    it('lets entries of a class leave when their time is over, and others stay', async () => {
      const [store, place] = [open(), ofUser()];
      const at = new Date().toISOString();
      await store.append([
        entry([place], { id: 'short', at, keepMs: 1_500 }),
        entry([place], { id: 'stays', at }),
        entry([place], { id: 'over', at: later(0), keepMs: 1 }),
      ]);
      expect(idsOf((await store.page(place, { limit: 5 })).entries)).toEqual(['stays', 'short']);
      await expect
        .poll(async () => idsOf((await store.page(place, { limit: 5 })).entries), { timeout: 15_000 })
        .toEqual(['stays']);
      expect(await store.find(place, { id: 'short', at, sequence: 0n })).toBeUndefined();
    });

    it('gives each entry on exactly one page, whatever the page size and the gaps between entries', async () => {
      const store = open();
      const gap = fc.integer({ min: 0, max: 40 * DAY_MS });
      await fc.assert(
        fc.asyncProperty(fc.array(gap, { maxLength: 25 }), fc.integer({ min: 1, max: 9 }), async (gaps, limit) => {
          const place = ofUser();
          let at = 0;
          const ids = gaps.map((step, n) => ({ id: `e${String(n).padStart(2, '0')}`, at: later((at += step)) }));
          await store.append(ids.map((one) => entry([place], one)));
          expect(idsOf(await readAll(store, place, { limit }))).toEqual(ids.map(({ id }) => id).reverse());
        }),
        { numRuns: 15 },
      );
    });
  });
};
