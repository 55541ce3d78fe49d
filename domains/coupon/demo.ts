import { openingCoupons } from '../policy/coupon.ts';
import { couponIdOf } from './aggregate.ts';
import type { CouponCommand } from './commands.ts';

const PAISE = 100;

/** Creates the coupons that the shop opens with; sending them again changes nothing. */
export const demoCoupons: readonly CouponCommand[] = openingCoupons.value.map(
  ({ code, description, percent, rupees, minimumRupees, usesMax, usesPerUserMax }) => ({
    type: 'CreateCoupon',
    data: {
      couponId: couponIdOf(code),
      code,
      terms: {
        description,
        discount:
          percent === undefined
            ? { type: 'fixed', amountPaise: (rupees ?? 0) * PAISE }
            : { type: 'percentage', basisPoints: percent * PAISE },
        ...(minimumRupees > 0 ? { minimumPaise: minimumRupees * PAISE } : {}),
        exclusive: false,
        active: true,
        ...(usesMax === undefined ? {} : { usesMax }),
        ...(usesPerUserMax === undefined ? {} : { usesPerUserMax }),
        automatic: false,
        priority: 0,
      },
    },
  }),
);
