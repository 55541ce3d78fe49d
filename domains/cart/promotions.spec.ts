import { expect, it } from 'vitest';
import { reject } from '../kernel/decider.ts';
import { priceWithPromotions, type Promotion } from './promotions.ts';

const now = '2026-01-10T10:00:00.000Z';
const line = { lineId: 'a', productId: 'kurta', quantity: 1, pricePaise: 100_000, mrpPaise: 100_000 };
const order = { at: now, lines: [line], paymentMethod: 'PREPAID' } as const;
const asked = { userId: 'asha', subtotalPaise: 100_000, discountPaise: 0, now };

const percentOff = (couponId: string, basisPoints: number, leftPaise = Infinity): Promotion => ({
  couponId,
  facts: {
    code: couponId,
    terms: { couponId, discount: { type: 'percentage', basisPoints }, priority: 0 },
    refuse: ({ discountPaise }) => (discountPaise > leftPaise ? reject('CouponBudgetSpent') : undefined),
  },
});

it('prices with every promotion whose budget allows what it takes off', () =>
  expect(
    priceWithPromotions(order, [percentOff('first', 1_000, 10_000), percentOff('second', 1_000)], asked),
  ).toMatchObject({
    promotions: [
      { couponId: 'first', discountPaise: 10_000 },
      { couponId: 'second', discountPaise: 9_000 },
    ],
    totalPaise: 81_000,
  }));

it('leaves out one whose budget is smaller, and looks at the others anew, since they have more to take from', () => {
  const promotions = [percentOff('first', 1_000, 9_999), percentOff('second', 1_000, 9_000), percentOff('third', 500)];
  expect(priceWithPromotions(order, promotions, asked)).toMatchObject({
    promotions: [{ couponId: 'third', discountPaise: 5_000 }],
    totalPaise: 95_000,
  });
});
