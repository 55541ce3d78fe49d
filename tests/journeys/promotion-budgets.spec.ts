import { describe, expect, it } from 'vitest';
import { openedShop } from '../support/opened-shop.ts';
import { buyAndPay, newBuyer, ok } from '../support/purchase.ts';
import { createCoupon } from '../support/shopper.ts';

const { system, shop } = await openedShop();

describe('a promotion with a budget', () => {
  it('that is too small for what it would take off does not stand in the way of a purchase', async () => {
    const article = await shop.sell(5, 100_000);
    const scope = { productIds: [article.productId] };
    await createCoupon(system, 'NEARLY-SPENT', { automatic: true, budgetPaise: 8_000, scope });
    for (const totalPaise of [95_000, 100_000, 100_000]) {
      const buyer = await newBuyer(system);
      ok(await buyer.post(`/cart/${buyer.userId}/items`, article));
      const cart = ok(await buyer.get(`/cart/${buyer.userId}`), 200).body;
      expect(cart.totals.total.amount).toBe(totalPaise);
      expect(cart.promotions).toHaveLength(totalPaise === 95_000 ? 1 : 0);
      const { body } = await buyAndPay(buyer, system, article);
      expect((await buyer.get(`/orders/${body.orderId}`)).body).toMatchObject({
        status: 'confirmed',
        totals: { total: { amount: totalPaise } },
      });
    }
  });
});

describe('free delivery with a budget', () => {
  it('is given until the fees that it spared have used it up', async () => {
    const article = await shop.sell(5, 30_000);
    const discount = { type: 'freeShipping' };
    const { id: couponId } = await createCoupon(system, 'FREE-TWICE', { discount, budgetPaise: 8_000 });
    const placed = async () => {
      const buyer = await newBuyer(system);
      return buyer.buy(article, 1, { couponId });
    };
    for (let use = 0; use < 2; use += 1) expect((await placed()).body.total.amount).toBe(30_000);
    expect(await placed()).toMatchObject({ status: 409, body: { code: 'CouponBudgetSpent' } });
    const { body } = await system.call('GET', `/coupons/managed/${couponId}`, { token: shop.admin });
    expect(body).toMatchObject({ uses: 2, discountGiven: { amount: 8_000 } });
  });
  it('is not used up where delivery is free without it', async () => {
    const article = await shop.sell(5, 60_000);
    await createCoupon(system, 'FREE-ANYWAY', { discount: { type: 'freeShipping' }, budgetPaise: 8_000 });
    const buyer = await newBuyer(system);
    ok(await buyer.post(`/cart/${buyer.userId}/items`, article));
    const answer = await buyer.post(`/cart/${buyer.userId}/apply-coupon`, { code: 'FREE-ANYWAY' });
    expect(answer).toMatchObject({ status: 409, body: { code: 'CouponNotApplicable' } });
  });
});

describe('a coupon with a budget', () => {
  it('that is too small for the order is refused before anything is placed', async () => {
    const article = await shop.sell(5, 100_000);
    const { id: couponId } = await createCoupon(system, 'SMALL-BUDGET', { budgetPaise: 4_999 });
    const buyer = await newBuyer(system);
    expect(await buyer.buy(article, 1, { couponId })).toMatchObject({
      status: 409,
      body: { code: 'CouponBudgetSpent' },
    });
    expect((await buyer.get(`/orders/user/${buyer.userId}`)).body.orders).toEqual([]);
  });
});
