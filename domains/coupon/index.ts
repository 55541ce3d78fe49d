import type { Domain } from '../kernel/aggregate.ts';
import { coupon } from './aggregate.ts';

export { coupon, couponIdOf } from './aggregate.ts';
export { mayUse, refuseCoupon } from './check.ts';
export { demoCoupons } from './demo.ts';
export { usesOf, type Coupon } from './state.ts';
export const couponDomain: Domain = { name: 'coupon', aggregates: [coupon], projections: [], writes: [], reads: [] };
