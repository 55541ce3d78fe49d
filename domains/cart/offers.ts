import type { CouponId } from '../../event-schemas/primitives.ts';
import { priceCart } from './priced-cart.ts';
import type { CartProblem } from './problems.ts';
import type { ShopFacts } from './shop-facts.ts';
import type { Cart } from './state.ts';

/** Coupons that one answer tries on a cart. */
export const OFFERS_MAX = 50;
type Named = { readonly couponId: CouponId; readonly code: string };
export type Offer = Named & {
  /** Paise that the coupon takes off what the cart costs without any. */
  readonly savesPaise: number;
  /** Why it takes nothing off yet, such as a minimum that is not met. */
  readonly problem: CartProblem | undefined;
};

/** Prices the cart once with each of these coupons, at most `OFFERS_MAX` of them; best first. Nothing is marked or counted. */
export const offersFor = async (
  cart: Cart,
  userId: string,
  shop: ShopFacts,
  { coupons, ...options }: Parameters<typeof priceCart>[3] & { readonly coupons: readonly Named[] },
): Promise<readonly Offer[]> => {
  const { price: plain } = await priceCart({ ...cart, coupon: undefined }, userId, shop, options);
  const offers = await Promise.all(
    coupons.slice(0, OFFERS_MAX).map(async ({ couponId, code }): Promise<Offer> => {
      const marked = { ...cart, coupon: { couponId, code, appliedAt: options.now } };
      const { price, coupon } = await priceCart(marked, userId, shop, options);
      const savesPaise = Math.max(0, plain.totalPaise - price.totalPaise);
      return { couponId, code, savesPaise, problem: coupon?.problem };
    }),
  );
  return offers.sort((a, b) => b.savesPaise - a.savesPaise || (a.code < b.code ? -1 : 1));
};
