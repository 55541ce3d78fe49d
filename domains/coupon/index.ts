import type { Domain } from '../kernel/aggregate.ts';
import { coupon } from './aggregate.ts';
import { promotionList } from './promotion/aggregate.ts';

export { coupon, couponIdOf } from './aggregate.ts';
export { mayUse, refuseCoupon } from './check.ts';
export { missedCode, refuseGuessing } from './code-guessing.ts';
export { demoCoupons } from './demo.ts';
export { CouponCode, type CouponEvent, type CouponTerms } from './events.ts';
export { PROMOTION_LIST, promotionList } from './promotion/aggregate.ts';
export { usesOf, type Coupon } from './state.ts';
export const couponDomain: Domain = {
  name: 'coupon',
  aggregates: [coupon, promotionList],
  projections: [],
  writes: [],
  reads: [],
};
