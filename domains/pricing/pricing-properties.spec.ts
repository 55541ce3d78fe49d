import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { priceOrder, refundOf, type LineToPrice } from './index.ts';

const at = '2026-01-10T10:00:00.000Z';
const line = (lineId: string, pricePaise: number, quantity = 1, more: Partial<LineToPrice> = {}): LineToPrice => ({
  lineId,
  productId: `product-${lineId}`,
  quantity,
  pricePaise,
  mrpPaise: pricePaise,
  ...more,
});

const terms = fc.record({
  couponId: fc.constantFrom('p', 'q', 'r'),
  discount: fc.oneof(
    fc.record({
      type: fc.constant('percentage' as const),
      basisPoints: fc.integer({ min: 1, max: 10_000 }),
      discountMaxPaise: fc.option(fc.integer({ min: 1, max: 50_000 }), { nil: undefined }),
    }),
    fc.record({ type: fc.constant('fixed' as const), amountPaise: fc.integer({ min: 1, max: 500_000 }) }),
    fc.record({ type: fc.constant('freeShipping' as const) }),
    fc.record({
      type: fc.constant('buyXGetY' as const),
      buy: fc.integer({ min: 1, max: 3 }),
      get: fc.integer({ min: 1, max: 3 }),
      basisPoints: fc.integer({ min: 1, max: 10_000 }),
      discountMaxPaise: fc.option(fc.integer({ min: 1, max: 50_000 }), { nil: undefined }),
    }),
  ),
  minimumPaise: fc.option(fc.integer({ min: 0, max: 300_000 }), { nil: undefined }),
  scope: fc.option(fc.record({ productIds: fc.subarray(['product-0', 'product-1', 'product-2']) }), { nil: undefined }),
  exclusive: fc.boolean(),
});
const order = fc.record({
  at: fc.constantFrom(at, '2024-01-01T00:00:00.000Z'),
  paymentMethod: fc.constantFrom('PREPAID' as const, 'COD' as const),
  lines: fc
    .array(
      fc.record({
        pricePaise: fc.integer({ min: 0, max: 500_000 }),
        quantity: fc.integer({ min: 1, max: 10 }),
        margin: fc.integer({ min: 0, max: 20_000 }),
        hsnCode: fc.constantFrom('6204', '6403', '4202', undefined),
      }),
      { minLength: 1, maxLength: 8 },
    )
    .map((lines) =>
      lines.map(({ margin, ...rest }, index) =>
        line(String(index), rest.pricePaise, rest.quantity, {
          hsnCode: rest.hsnCode,
          resellerPricePaise: rest.pricePaise + margin,
        }),
      ),
    ),
  promotions: fc.array(terms, { maxLength: 3 }),
  coupon: fc.option(terms, { nil: undefined }),
  coins: fc.integer({ min: 0, max: 2_000 }),
});
const total = (amounts: readonly number[]): number => amounts.reduce((sum, amount) => sum + amount, 0);

describe('for every order', () => {
  it('parts sum to the whole and nothing is below zero', () => {
    fc.assert(
      fc.property(order, (asked) => {
        const priced = priceOrder(asked);
        for (const one of priced.lines) {
          expect(one.totalPaise).toBe(
            one.subtotalPaise - one.promotionDiscountPaise - one.couponDiscountPaise - one.coinDiscountPaise,
          );
          expect(one.taxablePaise + one.taxPaise).toBe(one.totalPaise);
          for (const amount of [
            one.totalPaise,
            one.taxPaise,
            one.taxablePaise,
            one.couponDiscountPaise,
            one.coinDiscountPaise,
            one.promotionDiscountPaise,
          ])
            expect(amount).toBeGreaterThanOrEqual(0);
        }
        for (const name of [
          'subtotalPaise',
          'promotionDiscountPaise',
          'couponDiscountPaise',
          'coinDiscountPaise',
          'mrpPaise',
        ] as const)
          expect(total(priced.lines.map((one) => one[name])), name).toBe(priced[name]);
        expect(total(priced.promotions.map(({ discountPaise }) => discountPaise))).toBe(priced.promotionDiscountPaise);
        expect(total(priced.lines.map((one) => one.totalPaise)) + priced.shippingPaise + priced.codFeePaise).toBe(
          priced.totalPaise,
        );
        expect(total(priced.lines.map((one) => one.taxPaise)) + priced.feeTaxPaise).toBe(priced.taxPaise);
        expect(priced.coinDiscountPaise).toBe(priced.coins * 100);
      }),
    );
  });

  it('any sequence of partial returns gives back exactly what was paid', () => {
    const shuffledPieces = order.chain((asked) => {
      const pieces = asked.lines.flatMap(({ lineId, quantity }) => Array.from({ length: quantity }, () => lineId));
      return fc.record({
        asked: fc.constant(asked),
        pieces: fc.shuffledSubarray(pieces, { minLength: pieces.length }),
        cuts: fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1 }),
        withFees: fc.boolean(),
      });
    });
    fc.assert(
      fc.property(shuffledPieces, ({ asked, pieces, cuts, withFees }) => {
        const priced = priceOrder(asked);
        const refunds = [];
        let done: { lineId: string; quantity: number }[] = [];
        for (let start = 0, turn = 0; start < pieces.length; turn += 1) {
          const size = cuts[turn % cuts.length]!;
          const returned = pieces.slice(start, start + size).map((lineId) => ({ lineId, quantity: 1 }));
          refunds.push(refundOf(priced, returned, done, { withFees }));
          done = [...done, ...returned];
          start += size;
        }
        const fees = priced.shippingPaise + priced.codFeePaise;
        expect(total(refunds.map(({ amountPaise }) => amountPaise))).toBe(
          withFees ? priced.totalPaise : priced.totalPaise - fees,
        );
        expect(total(refunds.map(({ taxPaise }) => taxPaise))).toBe(
          withFees ? priced.taxPaise : priced.taxPaise - priced.feeTaxPaise,
        );
        expect(total(refunds.map(({ coins }) => coins))).toBe(priced.coins);
        expect(refunds.filter(({ complete }) => complete)).toHaveLength(1);
        for (const refund of refunds) {
          expect(refund.amountPaise).toBeGreaterThanOrEqual(0);
          expect(refund.coins).toBeGreaterThanOrEqual(0);
        }
      }),
    );
  });
});
