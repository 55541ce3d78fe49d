import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import type { AnyAggregate } from '../../domains/kernel/aggregate.ts';
import { derivedId } from '../../domains/kernel/derived-id.ts';
import { NO_STREAM, type EventStore, type FeedBatch, type NewEvent } from '../../domains/kernel/event-store.ts';

/** The streams that the contract writes to. */
export const ledger: AnyAggregate = {
  category: 'ledger',
  events: { EntryMade: z.object({ n: z.number() }), PageTurned: z.object({ n: z.number() }) },
  commands: {},
  streamId: () => '',
  decider: { initial: null, evolve: () => null, decide: () => [] },
};
/** Events beyond what one page of a read from the end holds, and no multiple of it. */
const LONG = 701;
const ID = '0198f000-0000-7000-8000-111111111111';

export const newStream = (): string => `ledger-${randomUUID()}`;
/** Events whose ids follow from the stream and the number, as those of a repeated command do. */
export const entries = (stream: string, ...numbers: readonly number[]): NewEvent[] =>
  numbers.map((n) => ({
    type: 'EntryMade',
    data: { n },
    eventId: derivedId(stream, n),
    metadata: {
      correlationId: ID,
      causationId: ID,
      actor: 'test',
      schemaVersion: 1,
      recordedAt: '2026-01-31T10:00:00.000Z',
    },
  }));
export const turned = (stream: string, n: number): NewEvent => ({ ...entries(stream, n)[0]!, type: 'PageTurned' });
export const numbersIn = (events: FeedBatch['events'], stream?: string): number[] =>
  events
    .filter((event) => stream === undefined || event.stream === stream)
    .map(({ data }) => (data as { n: number }).n);

/** What every side of the port `EventStore` does. */
export const eventStoreContract = (
  name: string,
  open: () => Promise<{ store: EventStore; close: () => Promise<void> }>,
): void => {
  describe(`EventStore: ${name}`, () => {
    let store: EventStore;
    let close: () => Promise<void>;
    beforeAll(async () => {
      ({ store, close } = await open());
    });
    afterAll(() => close());

    it('gives an empty list for a stream that does not exist', async () => {
      expect(await store.readStream(newStream())).toEqual([]);
    });

    it('appends all events of a batch, in order, and reads them from any revision', async () => {
      const stream = newStream();
      const first = await store.append(stream, NO_STREAM, entries(stream, 1, 2));
      expect(first).toMatchObject({ outcome: 'appended', revision: 1n });
      const second = await store.append(stream, 1n, entries(stream, 3));
      const read = await store.readStream(stream);
      expect(read.map(({ revision }) => revision)).toEqual([0n, 1n, 2n]);
      expect(read[2]).toMatchObject({ ...entries(stream, 3)[0], stream });
      expect(second).toMatchObject({ position: read[2]!.position });
      expect(read[1]!.position).toBeGreaterThan(read[0]!.position);
      expect(numbersIn(await store.readStream(stream, 2n))).toEqual([3]);
      expect(await store.readStream(stream, 3n)).toEqual([]);
    });

    it('reads from the newest event of a type on, and else the whole stream, however long it is', async () => {
      const stream = newStream();
      const since = async (type: string): Promise<bigint[]> => {
        const revisions = (await store.readSinceNewest(stream, type)).map(({ revision }) => revision);
        expect(revisions).toEqual(revisions.map((_, index) => revisions[0]! + BigInt(index)));
        return [revisions[0] ?? NO_STREAM, revisions.at(-1) ?? NO_STREAM];
      };
      expect(await since('PageTurned')).toEqual([NO_STREAM, NO_STREAM]);
      const numbers = Array.from({ length: LONG }, (_, n) => n);
      await store.append(stream, NO_STREAM, entries(stream, ...numbers));
      expect(await since('PageTurned')).toEqual([0n, BigInt(LONG - 1)]);
      await store.append(stream, BigInt(LONG - 1), [turned(stream, LONG)]);
      expect(await since('PageTurned')).toEqual([BigInt(LONG), BigInt(LONG)]);
      await store.append(stream, BigInt(LONG), entries(stream, ...numbers.map((n) => n + LONG + 1)));
      expect(await since('PageTurned')).toEqual([BigInt(LONG), BigInt(2 * LONG)]);
      await store.append(stream, BigInt(2 * LONG), [turned(stream, 2 * LONG + 1), ...entries(stream, 2 * LONG + 2)]);
      expect(await since('PageTurned')).toEqual([BigInt(2 * LONG + 1), BigInt(2 * LONG + 2)]);
      expect(await since('EntryMade')).toEqual([BigInt(2 * LONG + 2), BigInt(2 * LONG + 2)]);
      expect((await store.readSinceNewest(stream, 'PageTurned'))[0]).toMatchObject(turned(stream, 2 * LONG + 1));
    });

    it('refuses what is not based on the last revision, whole', async () => {
      const stream = newStream();
      await store.append(stream, NO_STREAM, entries(stream, 1));
      for (const expected of [NO_STREAM, 1n, 5n])
        expect(await store.append(stream, expected, entries(stream, 7, 8))).toEqual({ outcome: 'conflict' });
      expect(numbersIn(await store.readStream(stream))).toEqual([1]);
    });

    it('answers the same append again as it did, and appends nothing', async () => {
      const stream = newStream();
      const first = await store.append(stream, NO_STREAM, entries(stream, 1, 2));
      await store.append(stream, 1n, entries(stream, 3));
      const again = await store.append(stream, NO_STREAM, entries(stream, 1, 2));
      expect(again).toMatchObject({ outcome: 'appended', revision: 1n });
      expect(first).toMatchObject({ outcome: 'appended', revision: 1n });
      expect(await store.readStream(stream)).toHaveLength(3);
    });

    it('lets one of many win each revision', async () => {
      const stream = newStream();
      const outcomes = await Promise.all(
        Array.from({ length: 20 }, (_, n) => store.append(stream, NO_STREAM, entries(stream, n))),
      );
      expect(outcomes.filter(({ outcome }) => outcome === 'appended')).toHaveLength(1);
      expect(await store.readStream(stream)).toHaveLength(1);
    });

    it('delivers what was and what comes, in order, one batch at a time, and resumes after a position', async () => {
      const stream = newStream();
      const before = await store.append(stream, NO_STREAM, entries(stream, 1, 2));
      const got: FeedBatch[] = [];
      let busy = 0;
      const feed = store.subscribe(undefined, async (batch) => {
        expect((busy += 1)).toBe(1);
        await new Promise((resolve) => setImmediate(resolve));
        got.push(batch);
        busy -= 1;
      });
      const seen = (): number[] =>
        numbersIn(
          got.flatMap(({ events }) => events),
          stream,
        );
      await vi.waitUntil(() => seen().length === 2, { timeout: 10_000 });
      for (let n = 3; n < 40; n += 1) await store.append(stream, BigInt(n - 2), entries(stream, n));
      await vi.waitUntil(() => seen().length === 39, { timeout: 10_000 });
      await feed.close();
      expect(seen()).toEqual(Array.from({ length: 39 }, (_, n) => n + 1));
      for (const { events, position } of got) expect(events.at(-1)!.position).toBe(position);

      const rest: FeedBatch[] = [];
      const after = before.outcome === 'appended' ? before.position : undefined;
      const resumed = store.subscribe(after, (batch) => Promise.resolve(void rest.push(batch)));
      const restSeen = (): number[] =>
        numbersIn(
          rest.flatMap(({ events }) => events),
          stream,
        );
      await vi.waitUntil(() => restSeen().includes(39), { timeout: 10_000 });
      await resumed.close();
      expect(restSeen()).toEqual(Array.from({ length: 37 }, (_, n) => n + 3));
    });

    it('ends a subscription whose consumer throws, and says why', async () => {
      const stream = newStream();
      await store.append(stream, NO_STREAM, entries(stream, 1));
      const feed = store.subscribe(undefined, () => Promise.reject(new Error('the consumer broke')));
      await expect(feed.closed).rejects.toThrow('the consumer broke');
    });
  });
};
