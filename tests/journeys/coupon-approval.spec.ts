import { afterAll, beforeAll, expect, it } from 'vitest';
import { couponApproval } from '../../domains/policy/coupon.ts';
import { createCoupon, newShopper } from '../support/shopper.ts';
import { stockedProduct } from '../support/stocked-product.ts';
import { startTestSystem, type TestSystem } from '../support/system.ts';

let shop: TestSystem;
beforeAll(async () => {
  shop = await startTestSystem();
});
afterAll(() => shop.stop());

it('a coupon with a large budget is of use when a second admin has approved it', async () => {
  const author = await shop.tokenFor(['admin']);
  const budgetPaise = couponApproval.value.budgetMaxPaise + 1;
  const body = { code: 'BIG', discount: { type: 'fixed', amountPaise: 5_000 }, budgetPaise };
  const made = await shop.call('POST', '/coupons', { token: author, body });
  expect(made).toMatchObject({ status: 201, body: { awaitsApproval: true, terms: { active: false } } });
  const { id } = made.body as { id: string };
  const buyer = await newShopper(shop);
  await buyer.fill(await stockedProduct(shop, [60_000], 10));
  expect((await buyer.apply('BIG')).status).toBe(404);
  const approve = (token: string) => shop.call('POST', `/coupons/${id}/approve`, { token });
  expect(await approve(author)).toMatchObject({ status: 409, body: { code: 'CouponNeedsAnotherApprover' } });
  expect(await approve(await shop.tokenFor(['support']))).toMatchObject({ status: 403 });
  expect(await approve(await shop.tokenFor(['admin']))).toMatchObject({
    status: 200,
    body: { awaitsApproval: false, terms: { active: true } },
  });
  expect((await buyer.apply('BIG')).body).toMatchObject({ coupon: { applied: true } });
});

it('goods that are left out and too few pieces keep a coupon from a cart', async () => {
  const goods = await stockedProduct(shop, [60_000], 10);
  await createCoupon(shop, 'NOT-THIS', { excluded: { productIds: [goods.productId] } });
  await createCoupon(shop, 'TWO-UP', { minimumQuantity: 2 });
  const buyer = await newShopper(shop);
  await createCoupon(shop, 'FOR-ONE', { userIds: [buyer.userId] });
  await buyer.fill(goods);
  for (const code of ['NOT-THIS', 'TWO-UP'])
    expect(await buyer.apply(code)).toMatchObject({ status: 409, body: { code: 'CouponNotApplicable' } });
  expect((await buyer.apply('FOR-ONE')).status).toBe(200);
  await buyer.fill(goods);
  expect((await buyer.apply('TWO-UP')).body).toMatchObject({ coupon: { applied: true } });
  const stranger = await newShopper(shop);
  await stranger.fill(goods);
  expect((await stranger.apply('FOR-ONE')).status).toBe(404);
});
