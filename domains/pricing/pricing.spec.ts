import { describe, expect, it } from 'vitest';
import {
  coinsUsable,
  costOf,
  priceOrder,
  refundOf,
  splitByWeight,
  type DiscountTerms,
  type LineToPrice,
  type PricedOrder,
} from './index.ts';

const at = '2026-01-10T10:00:00.000Z';
const line = (lineId: string, pricePaise: number, quantity = 1, more: Partial<LineToPrice> = {}): LineToPrice => ({
  lineId,
  productId: `product-${lineId}`,
  quantity,
  pricePaise,
  mrpPaise: pricePaise,
  ...more,
});
const price = (lines: LineToPrice[], more: Partial<Parameters<typeof priceOrder>[0]> = {}): PricedOrder =>
  priceOrder({ at, lines, paymentMethod: 'PREPAID', ...more });
const percent = (basisPoints: number, more: Partial<DiscountTerms> = {}, discountMaxPaise?: number): DiscountTerms => ({
  couponId: 'percent',
  discount: { type: 'percentage', basisPoints, discountMaxPaise },
  ...more,
});
const fixed = (amountPaise: number, more: Partial<DiscountTerms> = {}): DiscountTerms => ({
  couponId: 'fixed',
  discount: { type: 'fixed', amountPaise },
  ...more,
});

describe('the price of an order', () => {
  it('charges delivery up to the limit and not above it', () => {
    expect(price([line('a', 50_000)])).toMatchObject({ shippingPaise: 4_000, totalPaise: 54_000 });
    expect(price([line('a', 50_001)])).toMatchObject({ shippingPaise: 0, totalPaise: 50_001 });
    expect(price([])).toMatchObject({ shippingPaise: 0, totalPaise: 0 });
  });
  it('takes the price of the reseller and says what she earns', () => {
    const priced = price([line('a', 40_000, 2, { resellerPricePaise: 46_000 })]);
    expect(priced).toMatchObject({ subtotalPaise: 92_000, totalPaise: 92_000 });
    expect(priced.lines[0]).toMatchObject({ unitPaise: 46_000, marginPaise: 12_000 });
  });
  it('rounds a percentage to whole rupees before its cap', () => {
    expect(price([line('a', 99_950)], { coupon: percent(1_000) }).couponDiscountPaise).toBe(10_000);
    expect(price([line('a', 99_950)], { coupon: percent(1_000, {}, 5_000) }).couponDiscountPaise).toBe(5_000);
  });
  it('takes off no more than the goods cost', () => {
    expect(price([line('a', 30_000)], { coupon: fixed(50_000) })).toMatchObject({
      couponDiscountPaise: 30_000,
      totalPaise: 4_000,
    });
  });
  it('leaves a coupon out below its minimum or for another way to pay', () => {
    const cod = fixed(5_000, { paymentMethods: ['COD'] });
    expect(price([line('a', 49_999)], { coupon: fixed(5_000, { minimumPaise: 50_000 }) }).couponId).toBeUndefined();
    expect(price([line('a', 60_000)], { coupon: cod }).couponId).toBeUndefined();
    expect(price([line('a', 60_000)], { coupon: cod, paymentMethod: 'COD' }).couponId).toBe('fixed');
  });
  it('keeps a coupon to the goods it is for', () => {
    const priced = price([line('a', 60_000), line('b', 40_000)], {
      coupon: percent(5_000, { scope: { productIds: ['product-b'] } }),
    });
    expect(priced.lines.map(({ couponDiscountPaise }) => couponDiscountPaise)).toEqual([0, 20_000]);
  });
  it('gives the cheapest piece of three for nothing', () => {
    const coupon: DiscountTerms = {
      couponId: 'three',
      discount: { type: 'buyXGetY', buy: 2, get: 1, basisPoints: 10_000 },
    };
    const priced = price([line('a', 60_000, 2), line('b', 40_000)], { coupon });
    expect(priced.lines.map(({ couponDiscountPaise }) => couponDiscountPaise)).toEqual([0, 40_000]);
    expect(price([line('a', 60_000, 2)], { coupon }).couponDiscountPaise).toBe(0);
  });
  it('spares delivery with a coupon for it', () => {
    const coupon: DiscountTerms = { couponId: 'free', discount: { type: 'freeShipping' } };
    expect(price([line('a', 20_000)], { coupon })).toMatchObject({
      couponId: 'free',
      shippingPaise: 0,
      shippingDiscountPaise: 4_000,
      totalPaise: 20_000,
    });
  });
  it('uses up no offer of free delivery that spares nothing', () => {
    const free = (couponId: string): DiscountTerms => ({ couponId, discount: { type: 'freeShipping' } });
    const dear = price([line('a', 50_001)], { promotions: [free('p')], coupon: free('c') });
    expect(dear).toMatchObject({ couponId: undefined, promotions: [], shippingDiscountBy: undefined });
    const twice = price([line('a', 20_000)], { promotions: [free('p'), free('q')], coupon: free('c') });
    expect(twice).toMatchObject({ promotions: [{ couponId: 'p', discountPaise: 0 }], shippingDiscountBy: 'p' });
    expect(twice.couponId).toBeUndefined();
    expect(price([line('a', 20_000)], { coupon: free('c') }).shippingDiscountBy).toBe('c');
  });
  it('knows what the use of each offer costs', () => {
    const free: DiscountTerms = { couponId: 'free', discount: { type: 'freeShipping' } };
    const priced = price([line('a', 40_000)], { promotions: [percent(1_000), free], coupon: fixed(5_000) });
    expect(['percent', 'free', 'fixed', 'other'].map((id) => costOf(priced, id))).toEqual([4_000, 4_000, 5_000, 0]);
  });
  it('applies promotions before the coupon, each on what is left', () => {
    const promotions = [percent(1_000, { couponId: 'first' }), percent(1_000, { couponId: 'second' })];
    const priced = price([line('a', 100_000)], { promotions, coupon: percent(1_000) });
    expect(priced.promotions.map(({ discountPaise }) => discountPaise)).toEqual([10_000, 9_000]);
    expect(priced.couponDiscountPaise).toBe(8_100);
  });
  it('lets an exclusive discount stand alone', () => {
    const plain = percent(1_000, { couponId: 'plain' });
    const lone = percent(2_000, { couponId: 'lone', exclusive: true });
    const lines = [line('a', 100_000)];
    expect(price(lines, { promotions: [plain], coupon: lone })).toMatchObject({
      promotions: [],
      couponDiscountPaise: 20_000,
    });
    expect(price(lines, { promotions: [lone, plain] }).promotions).toEqual([
      { couponId: 'lone', discountPaise: 20_000 },
    ]);
    expect(
      price(lines, { promotions: [plain, lone], coupon: fixed(100) }).promotions.map((one) => one.couponId),
    ).toEqual(['plain']);
  });
  it('lets a hundred coins be spent for each full thousand rupees, and leaves a rupee to pay', () => {
    expect(price([line('a', 199_900)], { coins: 500 })).toMatchObject({ coins: 100, coinDiscountPaise: 10_000 });
    expect(price([line('a', 200_000)], { coins: 150 })).toMatchObject({ coins: 150, totalPaise: 185_000 });
    expect(price([line('a', 99_900)], { coins: 500 }).coins).toBe(0);
    expect(coinsUsable(100_000, 5_050)).toBe(49);
    expect(coinsUsable(100_000, 0)).toBe(0);
  });
});

describe('a refund', () => {
  const priced = price([line('a', 50_000, 2)]);
  it('is refused for what was not bought or is not left', () => {
    expect(() => refundOf(priced, [{ lineId: 'x', quantity: 1 }])).toThrow('no line x');
    expect(() => refundOf(priced, [{ lineId: 'a', quantity: 2 }], [{ lineId: 'a', quantity: 1 }])).toThrow('only 1');
  });
  it('of nothing is nothing', () =>
    expect(refundOf(priced, [])).toMatchObject({ amountPaise: 0, coins: 0, complete: false }));
});

describe('dividing an amount', () => {
  it('gives the remainder to the largest fractions, ties to the first', () => {
    expect(splitByWeight(100, [1, 1, 1])).toEqual([34, 33, 33]);
    expect(splitByWeight(5, [10, 20, 0])).toEqual([2, 3, 0]);
    expect(splitByWeight(0, [0])).toEqual([0]);
    expect(() => splitByWeight(1, [0])).toThrow('without weight');
    expect(splitByWeight(900_000_000_001, [1_000_000_000_000, 1_000_000_000_000])).toEqual([
      450_000_000_001, 450_000_000_000,
    ]);
  });
});
