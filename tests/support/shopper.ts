import { v7 as uuidV7 } from 'uuid';
import { expect } from 'vitest';
import { couponApproval } from '../../domains/policy/coupon.ts';
import type { StockedProduct } from './stocked-product.ts';
import type { Answer, TestSystem } from './system.ts';

export type MadeCoupon = { readonly id: string; readonly code: string };

/** Creates a coupon of ₹50, with the largest budget that needs no approval, unless `more` says otherwise; lists show it. */
export const createCoupon = async (shop: TestSystem, code: string, more: object = {}): Promise<MadeCoupon> => {
  const { budgetMaxPaise: budgetPaise } = couponApproval.value;
  const body = { code, discount: { type: 'fixed', amountPaise: 5_000 }, budgetPaise, ...more };
  const answer = await shop.call('POST', '/coupons', { token: await shop.tokenFor(['admin']), body });
  expect(answer.status, JSON.stringify(answer.body)).toBe(201);
  await shop.settled();
  return answer.body as MadeCoupon;
};

export type Shopper = {
  readonly userId: string;
  readonly call: (method: string, path: string, body?: unknown) => Promise<Answer>;
  /** Puts one piece into the cart. */
  readonly fill: (goods: StockedProduct) => Promise<Answer>;
  readonly apply: (code: string) => Promise<Answer>;
};

/** A customer nobody has seen before. */
export const newShopper = async (shop: TestSystem): Promise<Shopper> => {
  const userId = uuidV7();
  const token = await shop.tokenFor(['customer'], userId);
  const call: Shopper['call'] = (method, path, body) =>
    shop.call(method, path, { token, ...(body === undefined ? {} : { body }) });
  return {
    userId,
    call,
    fill: ({ productId, variantIds }) => call('POST', `/cart/${userId}/items`, { productId, variantId: variantIds[0] }),
    apply: (code) => call('POST', `/cart/${userId}/apply-coupon`, { code }),
  };
};
