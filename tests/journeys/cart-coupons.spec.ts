import { v7 as uuidV7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { address } from '../support/address.ts';
import { createCoupon, newShopper } from '../support/shopper.ts';
import { stockedProduct, type StockedProduct } from '../support/stocked-product.ts';
import { startTestSystem, type TestSystem } from '../support/system.ts';

let shop: TestSystem;
let admin: string;
let goods: StockedProduct;
beforeAll(async () => {
  shop = await startTestSystem();
  admin = await shop.tokenFor(['admin']);
  goods = await stockedProduct(shop, [60_000], 100);
});
afterAll(() => shop.stop());

describe('a coupon in a cart', () => {
  it('is marked with what it takes off, and no use is counted', async () => {
    const { id } = await createCoupon(shop, 'MARK', { usesMax: 1 });
    const [one, two] = [await newShopper(shop), await newShopper(shop)];
    for (const who of [one, two]) {
      await who.fill(goods);
      expect((await who.apply(' mark ')).body).toMatchObject({
        coupon: { couponId: id, discount: { amount: 5_000 }, applied: true },
        totals: { total: { amount: 55_000 } },
      });
    }
    expect((await one.call('DELETE', `/cart/${one.userId}/coupon`)).body).toMatchObject({
      coupon: null,
      totals: { total: { amount: 60_000 } },
    });
  });

  it('is refused with one reason each, and hidden when it is somebody else’s', async () => {
    const { fill, apply, call, userId } = await newShopper(shop);
    await fill(goods);
    await createCoupon(shop, 'REFUSE-MIN', { minimumPaise: 100_000 });
    await createCoupon(shop, 'REFUSE-END', { endsAt: '2020-01-01T00:00:00.000Z' });
    await createCoupon(shop, 'REFUSE-START', { startsAt: '2090-01-01T00:00:00.000Z' });
    await createCoupon(shop, 'REFUSE-OWNER', { ownerUserId: uuidV7() });
    await createCoupon(shop, 'REFUSE-SCOPE', { scope: { productIds: [uuidV7()] } });
    const reasons = [];
    for (const code of ['MIN', 'END', 'START', 'OWNER', 'SCOPE', 'NONE']) {
      const answer = await apply(`REFUSE-${code}`);
      reasons.push([answer.status, (answer.body as { code: string }).code]);
    }
    expect(reasons).toEqual([
      [409, 'CouponMinimumNotMet'],
      [410, 'CouponExpired'],
      [409, 'CouponNotStarted'],
      [404, 'CouponNotFound'],
      [409, 'CouponNotApplicable'],
      [404, 'CouponNotFound'],
    ]);
    const { offers } = (await call('GET', `/cart/${userId}/coupons`)).body as {
      offers: { coupon: { code: string }; problem: unknown }[];
    };
    expect(offers.find(({ coupon }) => coupon.code === 'REFUSE-MIN')).toMatchObject({
      saves: { amount: 0 },
      problem: { code: 'CouponMinimumNotMet' },
    });
    expect(offers.find(({ coupon }) => coupon.code === 'MARK')).toMatchObject({
      saves: { amount: 5_000 },
      problem: null,
    });
  });

  it('says why when it can no longer be used', async () => {
    const { id } = await createCoupon(shop, 'FADES');
    const { fill, apply, call, userId } = await newShopper(shop);
    await fill(goods);
    await apply('FADES');
    await shop.call('PUT', `/coupons/${id}`, {
      token: admin,
      body: { discount: { type: 'fixed', amountPaise: 5_000 }, active: false },
    });
    expect((await call('GET', `/cart/${userId}`)).body).toMatchObject({
      coupon: { applied: false },
      problems: [{ code: 'CouponInactive', blocking: true }],
      totals: { total: { amount: 60_000 } },
      canOrder: false,
    });
    // The cart says no more and no less than the order does.
    await call('POST', `/users/${userId}/addresses`, address);
    expect(await call('POST', '/orders', { paymentMethod: 'PREPAID' })).toMatchObject({
      status: 409,
      body: { code: 'CouponInactive' },
    });
  });

  it('stands beside a promotion that applies by itself', async () => {
    const { id } = await createCoupon(shop, 'AUTO-5', {
      discount: { type: 'percentage', basisPoints: 500 },
      automatic: true,
    });
    const { fill, apply, call, userId } = await newShopper(shop);
    expect((await fill(goods)).body).toMatchObject({
      promotions: [{ code: 'AUTO-5', discount: { amount: 3_000 } }],
      totals: { total: { amount: 57_000 } },
    });
    expect((await apply('AUTO-5')).status).toBe(404);
    await shop.call('DELETE', `/coupons/${id}`, { token: admin });
    expect((await call('GET', `/cart/${userId}`)).body).toMatchObject({
      promotions: [],
      totals: { total: { amount: 60_000 } },
    });
  });

  it('is the one that saves most when the buyer asks for it, and says what is missing for others', async () => {
    const buyer = await newShopper(shop);
    const { userId, call, fill } = buyer;
    const own = { ownerUserId: userId };
    await createCoupon(shop, 'BEST-FIXED', { ...own, discount: { type: 'fixed', amountPaise: 9_000 } });
    await createCoupon(shop, 'BEST-SHARE', { ...own, discount: { type: 'percentage', basisPoints: 2_000 } });
    const large = { ...own, discount: { type: 'fixed', amountPaise: 50_000 }, minimumPaise: 110_050 };
    await createCoupon(shop, 'BEST-LARGE', large);
    const { id } = await createCoupon(shop, 'AUTO-NEAR', { ...large, ownerUserId: undefined, automatic: true });
    const best = () => call('POST', `/cart/${userId}/apply-best-coupon`, {});
    expect((await best()).body).toMatchObject({ coupon: null });
    expect((await fill(goods)).body).toMatchObject({
      nextPromotions: [{ code: 'AUTO-NEAR', missing: { amount: 50_100 } }],
    });
    expect((await best()).body).toMatchObject({
      coupon: { code: 'BEST-SHARE', applied: true, discount: { amount: 12_000 } },
    });
    expect((await best()).body).toMatchObject({ coupon: { code: 'BEST-SHARE' } });
    const listed = await call('GET', `/cart/${userId}/coupons`);
    const { offers } = listed.body as { offers: { coupon: { code: string } }[] };
    expect(offers.find(({ coupon }) => coupon.code === 'BEST-LARGE')).toMatchObject({
      saves: { amount: 0 },
      problem: { code: 'CouponMinimumNotMet', missing: { amount: 50_100 } },
    });
    await shop.call('DELETE', `/coupons/${id}`, { token: admin });
    await fill(goods);
    expect((await best()).body).toMatchObject({ coupon: { code: 'BEST-LARGE' }, nextPromotions: [] });
  });
});
