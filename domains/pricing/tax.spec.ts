import { describe, expect, it } from 'vitest';
import { priceOrder } from './index.ts';
import { rateOf, slabOf, taxInside } from './tax.ts';

const at = '2026-01-10T10:00:00.000Z';

describe('tax', () => {
  it('takes the rate of a piece after its discount, by the value without tax', () => {
    const slab = slabOf('6204', at);
    expect(rateOf(slab, 262_500, 1)).toBe(500);
    expect(rateOf(slab, 262_501, 1)).toBe(1_800);
    expect(rateOf(slab, 525_000, 2)).toBe(500);
    const dear = { lineId: 'a', productId: 'p', quantity: 1, pricePaise: 300_000, mrpPaise: 300_000, hsnCode: '6204' };
    const order = { at, lines: [dear], paymentMethod: 'PREPAID' } as const;
    const coupon = { couponId: 'c', discount: { type: 'fixed', amountPaise: 40_000 } } as const;
    expect(priceOrder(order).lines[0]!.taxBasisPoints).toBe(1_800);
    expect(priceOrder({ ...order, coupon }).lines[0]!.taxBasisPoints).toBe(500);
  });
  it('knows the rates of earlier days and other goods', () => {
    expect(rateOf(slabOf('6204', '2025-09-21T18:29:59.999Z'), 200_000, 1)).toBe(1_200);
    expect(rateOf(slabOf('6403', '2020-01-01T00:00:00.000Z'), 40_000, 1)).toBe(500);
    expect(rateOf(slabOf('4202', at), 1_000, 1)).toBe(1_800);
    expect(slabOf('6204', '2000-01-01T00:00:00.000Z').highBasisPoints).toBe(1_200);
    expect(slabOf(undefined, at)).toBe(slabOf('62', at));
  });
  it.each([
    ['a silk saree', '5007', 500, 500],
    ['dress material of cotton', '52081190', 500, 500],
    ['a saree of man-made fibre', '540710', 500, 500],
    ['imitation jewellery', '71179090', 300, 300],
    ['a knitted cap', '6505', 1_200, 500],
    ['a helmet', '6506', 1_800, 1_800],
    ['a rug', '5703', 1_200, 500],
    ['a plate', '6911', 1_200, 500],
    ['shampoo', '33051090', 1_800, 500],
    ['hair dye', '33059040', 1_800, 1_800],
    ['make-up', '3304', 1_800, 1_800],
  ])('of %s has the rate of its heading, before and since the reform', (_, hsnCode, before, since) => {
    const rateAt = (day: string): number => rateOf(slabOf(hsnCode, day), 300_000, 1);
    expect(rateAt('2025-09-21T18:29:59.999Z')).toBe(before);
    expect(rateAt('2025-09-21T18:30:00.000Z')).toBe(since);
  });
  it('is taken out of the price', () => {
    expect(taxInside(10_500, 500)).toBe(500);
    expect(taxInside(11_800, 1_800)).toBe(1_800);
    expect(taxInside(0, 500)).toBe(0);
  });
});
