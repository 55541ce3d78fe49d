import type { CouponId } from '../../event-schemas/primitives.ts';
import type { OrderEvent } from './events.ts';

type Placed = Extract<OrderEvent, { type: 'OrderPlaced' }>['data'];
export type CouponUse = { readonly couponId: CouponId; readonly discountPaise: number };

/** The uses of an order, its own coupon first and then promotions, with what each costs in paise: an offer of free delivery the fee. */
export const couponUses = ({
  couponId,
  couponDiscountPaise,
  promotions,
  shippingDiscount,
}: Pick<Placed, 'couponId' | 'couponDiscountPaise' | 'promotions' | 'shippingDiscount'>): CouponUse[] => {
  const own = couponId === undefined ? [] : [{ couponId, discountPaise: couponDiscountPaise }];
  return [...own, ...promotions].map((use) =>
    use.couponId === shippingDiscount?.couponId
      ? { ...use, discountPaise: use.discountPaise + shippingDiscount.discountPaise }
      : use,
  );
};
