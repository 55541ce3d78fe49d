import type { CartEvent } from '../domains/cart/events.ts';
import type { ProductEvent } from '../domains/catalogue/product/events.ts';
import { DAY_MS, msOf } from '../domains/kernel/calendar.ts';
import { defineProjection } from '../domains/kernel/projection.ts';
import type { OrderEvent } from '../domains/order/events.ts';
import { CATALOGUE_POLICY } from '../domains/policy/catalogue.ts';
import type { Instant } from '../event-schemas/primitives.ts';

type TrendEvent =
  | Extract<ProductEvent, { type: 'ProductCreated' }>
  | Extract<CartEvent, { type: 'CartItemAdded' }>
  | Extract<OrderEvent, { type: 'OrderPlaced' }>;
export type ProductTrendRow = { readonly product_id: string; readonly score: number };

const EPOCH_MS = msOf('2025-01-01T00:00:00.000Z');
const { trendingWeights, trendingHalfLifeDays } = CATALOGUE_POLICY;
const GROWTH_PER_DAY = Math.LN2 / trendingHalfLifeDays.value;

/**
 * The logarithm of a signal's weight, larger the later it came. Instead of all sums shrinking every day, later signals weigh
 * more, which gives the same order at any time and touches no row that nothing happened to.
 */
const signal = (weight: number, at: Instant): number =>
  Math.log(weight) + (GROWTH_PER_DAY * (msOf(at) - EPOCH_MS)) / DAY_MS;
/** The logarithm of the sum of two numbers that are given by theirs. */
const added = (a: number, b: number): number => Math.max(a, b) + Math.log1p(Math.exp(-Math.abs(a - b)));

const weightOf = (event: TrendEvent, productId: string): number => {
  switch (event.type) {
    case 'ProductCreated':
      return trendingWeights.value.created;
    case 'CartItemAdded':
      return trendingWeights.value.cartAdd;
    case 'OrderPlaced':
      return trendingWeights.value.order * event.data.lines.filter((line) => line.productId === productId).length;
  }
};

/** What is on the rise: a score per product to sort by, from its creation, additions to carts and orders. */
export const productTrend = defineProjection<TrendEvent, ProductTrendRow>({
  service: 'catalogue',
  name: 'product_trend',
  version: 1,
  columns: { product_id: 'uuid', score: 'double precision' },
  key: 'product_id',
  indexes: ['(score)'],
  handles: ['ProductCreated', 'CartItemAdded', 'OrderPlaced'],
  keysOf: ({ type, data }) => {
    if (type === 'ProductCreated') return [data.productId];
    return type === 'CartItemAdded'
      ? [data.line.productId]
      : [...new Set(data.lines.map(({ productId }) => productId))];
  },
  evolve: (row, event, productId) => {
    const score = signal(weightOf(event, productId), event.metadata.recordedAt);
    return { product_id: productId, score: row === undefined ? score : added(row.score, score) };
  },
});
