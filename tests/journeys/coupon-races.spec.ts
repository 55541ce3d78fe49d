import { v7 as uuidV7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCoupon } from '../support/shopper.ts';
import { startTestSystem, type Answer, type TestSystem } from '../support/system.ts';

const ASKING = 40;
const DISCOUNT_PAISE = 5_000;
let shop: TestSystem;
let token: string;
beforeAll(async () => {
  shop = await startTestSystem();
  token = await shop.tokenFor(['service']);
});
afterAll(() => shop.stop());

const redeem = (code: string, userId: string, subtotalPaise = 80_000): Promise<Answer> =>
  shop.call('POST', '/coupons/redeem', {
    token,
    body: { code, orderId: uuidV7(), sale: { userId, subtotalPaise } },
  });
const codesOf = (answers: readonly Answer[]): Map<string, number> => {
  const counts = new Map<string, number>();
  for (const { status, body } of answers) {
    const outcome = status === 200 ? 'used' : (body as { code: string }).code;
    counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
  }
  return counts;
};
/** All at once. */
const race = async (ask: () => Promise<Answer>): Promise<Map<string, number>> =>
  codesOf(await Promise.all(Array.from({ length: ASKING }, ask)));

describe('as many uses as a limit allows, however many ask at once', () => {
  it('of a budget, to the last paisa', async () => {
    await createCoupon(shop, 'BUDGET-7', { budgetPaise: 8 * DISCOUNT_PAISE - 1 });
    expect(await race(() => redeem('BUDGET-7', uuidV7()))).toEqual(
      new Map([
        ['used', 7],
        ['CouponBudgetSpent', ASKING - 7],
      ]),
    );
  });
  it('of a budget that uses of different size share', async () => {
    const budgetPaise = 60_000;
    const discount = { type: 'percentage', basisPoints: 1_000 };
    const { id } = await createCoupon(shop, 'BUDGET-SHARE', { discount, budgetPaise });
    let asked = 0;
    const counts = await race(() => redeem('BUDGET-SHARE', uuidV7(), (asked++ % 2 === 0 ? 3 : 7) * 10_000));
    expect(counts.get('CouponBudgetSpent')).toBeGreaterThan(0);
    const admin = await shop.tokenFor(['admin']);
    const { body } = await shop.call('GET', `/coupons/managed/${id}`, { token: admin });
    const given = (body as { discountGiven: { amount: number } }).discountGiven.amount;
    // What is left is too small for the smaller use, or nobody asked for it in time.
    expect(given).toBeLessThanOrEqual(budgetPaise);
    expect(given).toBeGreaterThan(budgetPaise - 7_000);
  });
  it('of a calendar month', async () => {
    await createCoupon(shop, 'MONTH-7', { period: { length: 'month', usesMax: 7 } });
    expect(await race(() => redeem('MONTH-7', uuidV7()))).toEqual(
      new Map([
        ['used', 7],
        ['CouponPeriodLimitReached', ASKING - 7],
      ]),
    );
  });
  it('of one person in a month, and of one person at all', async () => {
    await createCoupon(shop, 'MINE-3', { userPeriod: { length: 'month', usesMax: 3 } });
    await createCoupon(shop, 'MINE-2', { usesPerUserMax: 2 });
    const [one, other] = [uuidV7(), uuidV7()];
    for (const [code, uses] of [
      ['MINE-3', 3],
      ['MINE-2', 2],
    ] as const) {
      expect(await race(() => redeem(code, one))).toEqual(
        new Map([
          ['used', uses],
          ['CouponUserLimitReached', ASKING - uses],
        ]),
      );
      expect((await redeem(code, other)).status).toBe(200);
    }
  });
});
