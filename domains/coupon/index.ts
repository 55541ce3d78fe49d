import type { Domain } from '../kernel/aggregate.ts';
import { coupon } from './aggregate.ts';
import { batchReads } from './batch-reads.ts';
import { batchWrites } from './batch-writes.ts';
import { promotionList } from './promotion/aggregate.ts';
import { couponProjection, couponUseProjection } from './read-model.ts';
import { couponReads } from './reads.ts';
import { couponStatistics } from './statistics.ts';
import { couponWrites } from './writes.ts';

export { coupon, couponIdOf } from './aggregate.ts';
export { isAmong, mayUse, refuseCoupon } from './check.ts';
export { missedCode, refuseGuessing } from './code-guessing.ts';
export { CouponCode, type CouponEvent, type CouponTerms } from './events.ts';
export { CouponView, couponView } from './views.ts';
export { PROMOTION_LIST, promotionList } from './promotion/aggregate.ts';
export { describedCoupons, usableCoupons } from './reads.ts';
export { usesOf, type Coupon } from './state.ts';
export const couponDomain: Domain = {
  name: 'coupon',
  aggregates: [coupon, promotionList],
  projections: [couponProjection, couponUseProjection],
  writes: [...couponWrites, ...batchWrites],
  reads: [...couponReads, ...batchReads, couponStatistics],
};
