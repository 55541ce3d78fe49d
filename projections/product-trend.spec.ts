import fc from 'fast-check';
import { expect, it } from 'vitest';
import { productTrend, type ProductTrendRow } from './product-trend.ts';

const PRODUCT = '01980000-0000-7000-8000-000000000001';
const DAY_MS = 86_400_000;
const START_MS = Date.parse('2026-03-01T00:00:00.000Z');

type Event = Parameters<typeof productTrend.evolve>[1];
const signal = (type: 'CartItemAdded' | 'OrderPlaced', day: number): Event => {
  const line = { productId: PRODUCT };
  return {
    type,
    data: type === 'CartItemAdded' ? { line } : { lines: [line, { productId: 'another' }] },
    metadata: { recordedAt: new Date(START_MS + day * DAY_MS).toISOString() },
  } as unknown as Event;
};
const scoreOf = (events: readonly Event[]): string =>
  events.reduce<ProductTrendRow | undefined>((row, event) => productTrend.evolve(row, event, PRODUCT), undefined)!
    .score;

it('gives the same score, to the last digit, in whichever order the events of different streams come', () => {
  const anySignal = fc
    .record({
      type: fc.constantFrom('CartItemAdded' as const, 'OrderPlaced' as const),
      day: fc.double({ min: 0, max: 4_000, noNaN: true }),
    })
    .map(({ type, day }) => signal(type, day));
  const twice = fc
    .array(anySignal, { minLength: 1, maxLength: 30 })
    .chain((events) => fc.tuple(fc.constant(events), fc.shuffledSubarray(events, { minLength: events.length })));
  fc.assert(
    fc.property(twice, ([one, other]) => {
      expect(scoreOf(other)).toBe(scoreOf(one));
    }),
  );
});

it('puts the heavier, the later and the more frequent first, as text too', () => {
  const ascending = [
    scoreOf([signal('CartItemAdded', 0)]),
    scoreOf([signal('CartItemAdded', 1)]),
    scoreOf([signal('CartItemAdded', 1), signal('CartItemAdded', 1)]),
    scoreOf([signal('OrderPlaced', 1)]),
    // After eleven half-lives one addition to a cart weighs more than a hundred orders then.
    scoreOf(Array.from({ length: 100 }, () => signal('OrderPlaced', 1))),
    scoreOf([signal('CartItemAdded', 34)]),
    scoreOf([signal('CartItemAdded', 3_650)]),
  ];
  expect(ascending.toSorted()).toEqual(ascending);
  expect(new Set(ascending).size).toBe(ascending.length);
});
