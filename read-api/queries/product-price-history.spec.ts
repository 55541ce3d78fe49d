import { expect, it } from 'vitest';
import { lowestSince } from './product-price-history.ts';

const point = (pricePaise: number, since: string) => ({
  variantId: 'v',
  pricePaise,
  mrpPaise: 1_000,
  since: `${since}T00:00:00.000Z`,
});
const since = '2026-01-10T00:00:00.000Z';

it('knows the lowest price in force at any time of the period', () => {
  const points = [
    point(100, '2026-01-01'),
    point(300, '2026-01-05'),
    point(200, '2026-01-20'),
    point(400, '2026-01-25'),
  ];
  expect(lowestSince(points, since)).toBe(200);
});
it('counts the price that was in force when the period began', () => {
  expect(lowestSince([point(100, '2026-01-01'), point(300, '2026-01-20')], since)).toBe(100);
  expect(lowestSince([point(300, '2026-01-10')], since)).toBe(300);
});
it('knows none without any price', () => {
  expect(lowestSince([], since)).toBeUndefined();
});
