import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Metadata } from '../../event-schemas/primitives.ts';
import type { RelayedEvent } from './records.ts';
import { slotMerge, type SlotMerge } from './slot-merge.ts';

const MARKS = 'positions';
const TOPICS = ['product', 'inventory', 'cart'];

const eventAt = (topic: string, position: bigint): RelayedEvent => ({
  eventId: `e${position}`,
  type: 'Happened',
  stream: `${topic}-1`,
  revision: position,
  position,
  data: {},
  metadata: {} as Metadata,
});
const open = (starts: Readonly<Record<string, number>> = {}, released = -1n): SlotMerge =>
  slotMerge(MARKS, new Map([MARKS, ...TOPICS].map((topic) => [topic, starts[topic] ?? 0])), released);
const add = (merge: SlotMerge, topic: string, ...records: readonly (readonly [offset: number, position: bigint])[]) =>
  merge.add(
    topic,
    records.map(([offset, position]) => ({ offset, event: eventAt(topic, position) })),
  );
const mark = (merge: SlotMerge, offset: number, position: bigint, ends: Readonly<Record<string, number>>): void =>
  merge.mark([{ offset, watermark: { position, ends } }]);
const positionsOf = (batch: ReturnType<SlotMerge['take']>): readonly bigint[] | undefined =>
  batch?.events.map(({ position }) => position);

describe('the merge of a slot', () => {
  it('holds events back until the relay has said that nothing earlier can come', () => {
    const merge = open();
    add(merge, 'product', [0, 7n]);
    expect(merge.take()).toBeUndefined();
    mark(merge, 0, 7n, { product: 1, inventory: 1 });
    expect(merge.take()).toBeUndefined();
    add(merge, 'inventory', [0, 5n]);
    expect(positionsOf(merge.take())).toEqual([5n, 7n]);
    expect(merge.position).toBe(7n);
  });

  it('moves on when nothing came, so that a quiet slot holds up nobody', () => {
    const merge = open();
    mark(merge, 0, 40n, {});
    expect(merge.take()).toEqual({ events: [], position: 40n });
  });

  it('does not wait for a topic that it does not read', () => {
    const merge = open();
    add(merge, 'product', [0, 1n]);
    mark(merge, 0, 2n, { product: 1, review: 9 });
    expect(positionsOf(merge.take())).toEqual([1n]);
  });

  it('releases each event once, however often a restarted relay repeats it', () => {
    const merge = open();
    add(merge, 'product', [0, 1n], [1, 2n]);
    mark(merge, 0, 2n, { product: 2 });
    expect(positionsOf(merge.take())).toEqual([1n, 2n]);
    add(merge, 'product', [2, 1n], [3, 2n], [4, 3n]);
    mark(merge, 1, 2n, { product: 4 });
    mark(merge, 2, 3n, { product: 5 });
    expect(positionsOf(merge.take())).toEqual([3n]);
  });

  it('drops records that are fetched again after a rebalance', () => {
    const merge = open({ product: 3 }, 10n);
    add(merge, 'product', [2, 10n], [3, 11n], [3, 11n]);
    expect(merge.next('product')).toBe(4);
    expect(merge.held('product')).toBe(1);
  });

  it('goes on behind what it released, and at what it holds', () => {
    const merge = open();
    add(merge, 'product', [0, 1n], [1, 5n]);
    mark(merge, 0, 1n, { product: 1 });
    mark(merge, 1, 5n, { product: 2, inventory: 1 });
    merge.take();
    expect(merge.resumeOffset('product')).toBe(1);
    expect(merge.resumeOffset('inventory')).toBe(0);
    expect(merge.resumeOffset(MARKS)).toBe(1);
  });

  it('gives the order of the log, whatever the order in which the topics are read and the relay repeats itself', () => {
    const step = fc.record({ topic: fc.constantFrom(...TOPICS), batchEnds: fc.boolean(), repeats: fc.boolean() });
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 60 }), fc.infiniteStream(fc.nat()), (steps, order) => {
        const topics = new Map<string, (readonly [number, bigint])[]>(TOPICS.map((topic) => [topic, []]));
        const marks: { readonly position: bigint; readonly ends: Record<string, number> }[] = [];
        let unmarked: { topic: string; position: bigint }[] = [];
        for (const [index, { topic, batchEnds, repeats }] of steps.entries()) {
          const position = BigInt(index + 1);
          unmarked.push({ topic, position });
          if (!batchEnds && index < steps.length - 1) continue;
          const ends: Record<string, number> = {};
          for (const sent of repeats ? [...unmarked, ...unmarked] : unmarked) {
            const records = topics.get(sent.topic)!;
            ends[sent.topic] = records.push([records.length, sent.position]);
          }
          marks.push({ position, ends });
          unmarked = [];
        }
        const merge = open();
        const released: bigint[] = [];
        const lanes = [...topics].filter(([, records]) => records.length > 0);
        let marked = 0;
        while (lanes.some(([topic, records]) => merge.next(topic) < records.length) || marked < marks.length) {
          const waiting = lanes.filter(([topic, records]) => merge.next(topic) < records.length);
          const turn = order.next().value! % (waiting.length + (marked < marks.length ? 1 : 0));
          if (turn === waiting.length) {
            mark(merge, marked, marks[marked]!.position, marks[marked]!.ends);
            marked += 1;
          } else {
            const [topic, records] = waiting[turn]!;
            add(merge, topic, records[merge.next(topic)]!);
          }
          released.push(...(positionsOf(merge.take()) ?? []));
        }
        expect(released).toEqual(steps.map((_, index) => BigInt(index + 1)));
      }),
    );
  });
});
