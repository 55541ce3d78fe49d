import { addressBook } from '../../domains/address/index.ts';
import { cart, type ArticleFacts, type CouponFacts, type ShopFacts } from '../../domains/cart/index.ts';
import { isOnSale, product, variantOf } from '../../domains/catalogue/index.ts';
import { coupon, promotionList, PROMOTION_LIST, refuseCoupon } from '../../domains/coupon/index.ts';
import { availableOf, inventory } from '../../domains/inventory/index.ts';
import type { WriteContext } from '../../domains/kernel/routes.ts';
import { cartLimits } from '../../domains/policy/cart.ts';
import type { Segment } from '../../domains/policy/loyalty.ts';
import { balanceOf, standingOf, wallet } from '../../domains/wallet/index.ts';

/** The shop as carts and orders see it, folded from the log. */
export const shopFacts = (context: Pick<WriteContext, 'facts'>): ShopFacts => ({
  article: async (productId, variantId, now): Promise<ArticleFacts | undefined> => {
    const [{ state: goods }, { state: stock }] = await Promise.all([
      context.facts(product, productId),
      context.facts(inventory, productId),
    ]);
    const variant = variantOf(goods, variantId);
    if (goods === undefined || variant === undefined) return undefined;
    const { name, brand, slug, categoryIds, hsnCode, images } = goods.details;
    const { sku, size, colour, pricePaise, mrpPaise, quantityMin = 1 } = variant;
    const quantityMax = Math.min(cartLimits.value.quantityMax, variant.quantityMax ?? Infinity);
    return {
      ...{ productId, variantId, vendorId: goods.vendorId, name, brand, slug, categoryIds, hsnCode },
      ...{ sku, size, colour, pricePaise, mrpPaise, quantityMin, quantityMax },
      imageUrl: variant.images?.[0] ?? images[0],
      isOnSale: isOnSale(goods, variantId, now),
      available: availableOf(stock, variantId, now),
    };
  },
  coupon: async (couponId): Promise<CouponFacts | undefined> => {
    const { state } = await context.facts(coupon, couponId);
    if (state.terms === undefined || state.retired) return undefined;
    return { code: state.code, terms: { couponId, ...state.terms }, refuse: (asked) => refuseCoupon(state, asked) };
  },
  promotionIds: async () => (await context.facts(promotionList, PROMOTION_LIST)).state.couponIds,
  postalCode: async (userId) => {
    const { addresses, defaultId } = (await context.facts(addressBook, userId)).state;
    return addresses.find(({ addressId }) => addressId === defaultId)?.address?.postalCode;
  },
  segments: async (userId, now): Promise<readonly Segment[]> => {
    const [own, coins] = await Promise.all([context.facts(cart, userId), context.facts(wallet, userId)]);
    return [own.state.hasOrdered ? 'returning' : 'firstOrder', standingOf(coins.state.earned, now).tier];
  },
  spendableCoins: async (userId, now) => balanceOf((await context.facts(wallet, userId)).state, now).spendable,
});
