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
  const seen = await shop.call('GET', `/coupons/managed/${id}`, { token: author });
  expect(seen.body).toMatchObject({ submitted: { terms: { active: true, budgetPaise } } });
  const { revision } = seen.body as { revision: string };
  const approve = (token: string, headers: Record<string, string> = { 'if-match': `"${revision}"` }) =>
    shop.call('POST', `/coupons/${id}/approve`, { token, headers });
  expect(await approve(author)).toMatchObject({ status: 409, body: { code: 'CouponNeedsAnotherApprover' } });
  expect(await approve(await shop.tokenFor(['support']))).toMatchObject({ status: 403 });
  const other = await shop.tokenFor(['admin']);
  for (const headers of [{}, { 'if-match': '*' }])
    expect(await approve(other, headers)).toMatchObject({ status: 428, body: { code: 'RevisionRequired' } });
  expect(await approve(other)).toMatchObject({ status: 200, body: { awaitsApproval: false, terms: { active: true } } });
  expect((await buyer.apply('BIG')).body).toMatchObject({ coupon: { applied: true } });
});

it('is approved only as it was when the approver looked', async () => {
  const [author, other] = [await shop.tokenFor(['admin']), await shop.tokenFor(['admin'])];
  const terms = (amountPaise: number) => ({ discount: { type: 'fixed', amountPaise } });
  const made = await shop.call('POST', '/coupons', { token: author, body: { code: 'SWAPPED', ...terms(100) } });
  const { id, revision } = made.body as { id: string; revision: string };
  expect(made).toMatchObject({ status: 201, body: { awaitsApproval: true } });
  expect(made.headers.get('etag')).toBe(`"${revision}"`);
  await shop.call('PUT', `/coupons/${id}`, { token: author, body: terms(900_000) });
  const approve = (seen: string) =>
    shop.call('POST', `/coupons/${id}/approve`, { token: other, headers: { 'if-match': `"${seen}"` } });
  expect(await approve(revision)).toMatchObject({ status: 412, body: { code: 'RevisionMismatch' } });
  const now = (await shop.call('GET', `/coupons/managed/${id}`, { token: other })).body as { revision: string };
  expect(now).toMatchObject({ awaitsApproval: true, terms: { active: false }, submitted: { terms: terms(900_000) } });
  expect((await approve(now.revision)).body).toMatchObject({ terms: { active: true, ...terms(900_000) } });
});

it('codes of a batch that together may cost too much are not made', async () => {
  const token = await shop.tokenFor(['admin']);
  const batch = { count: 2, prefix: 'B', discount: { type: 'percentage', basisPoints: 10_000 } };
  const make = (body: object) => shop.call('POST', '/coupons/batches', { token, body });
  for (const more of [{}, { usesMax: 1 }, { budgetPaise: couponApproval.value.budgetMaxPaise }, { active: false }])
    expect(await make({ ...batch, ...more })).toMatchObject({ status: 422, body: { code: 'InvalidCoupon' } });
  expect((await make({ ...batch, budgetPaise: couponApproval.value.budgetMaxPaise / 2 })).status).toBe(201);
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
