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
/** `score` is a whole number as text, its length before its digits, so that text sorts as numbers do. */
export type ProductTrendRow = { readonly product_id: string; readonly score: string };

const EPOCH_MS = msOf('2025-01-01T00:00:00.000Z');
const { trendingWeights, trendingHalfLifeDays } = CATALOGUE_POLICY;
/** What a weight of 1 counts at the epoch; fine enough that rounding to whole numbers changes no ranking that matters. */
const UNIT = 2 ** 20;
const LENGTH_DIGITS = 6;

/**
 * What a signal counts, larger the later it came. Instead of all sums shrinking every day, later signals weigh more, which
 * gives the same order at any time and touches no row that nothing happened to. A whole number, since events of different
 * streams come in any order and only whole numbers add up to the same sum in each.
 */
const signal = (weight: number, at: Instant): bigint => {
  const doublings = Math.max(0, (msOf(at) - EPOCH_MS) / (DAY_MS * trendingHalfLifeDays.value));
  const whole = Math.floor(doublings);
  return BigInt(Math.round(weight * UNIT * 2 ** (doublings - whole))) << BigInt(whole);
};

const textOf = (score: bigint): string => {
  const digits = score.toString();
  return `${String(digits.length).padStart(LENGTH_DIGITS, '0')}${digits}`;
};
const numberOf = (text: string): bigint => BigInt(text.slice(LENGTH_DIGITS));

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
  version: 2,
  columns: { product_id: 'uuid', score: 'text' },
  key: 'product_id',
  indexes: ['(score, product_id)'],
  handles: ['ProductCreated', 'CartItemAdded', 'OrderPlaced'],
  keysOf: ({ type, data }) => {
    if (type === 'ProductCreated') return [data.productId];
    return type === 'CartItemAdded'
      ? [data.line.productId]
      : [...new Set(data.lines.map(({ productId }) => productId))];
  },
  evolve: (row, event, productId) => {
    const before = row === undefined ? 0n : numberOf(row.score);
    const score = before + signal(weightOf(event, productId), event.metadata.recordedAt);
    return { product_id: productId, score: textOf(score) };
  },
});
