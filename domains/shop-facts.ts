import type { AnyMessage } from '../event-schemas/primitives.ts';
import { addressBook } from './address/index.ts';
import { cart, type ArticleFacts, type CouponFacts, type ShopFacts } from './cart/index.ts';
import { isOnSale, product, variantOf } from './catalogue/index.ts';
import { coupon, promotionList, PROMOTION_LIST, refuseCoupon } from './coupon/index.ts';
import { availableOf, backOrderOf, inventory } from './inventory/index.ts';
import { earningRulesFor } from './earning-facts.ts';
import type { Aggregate } from './kernel/aggregate.ts';
import type { Folded } from './kernel/handle.ts';
import type { WriteContext } from './kernel/routes.ts';
import { cartLimits } from './policy/cart.ts';
import type { Segment } from './policy/loyalty.ts';
import { creditBalance, storeCredit } from './store-credit/index.ts';
import { balanceOf, standingOf, wallet } from './wallet/index.ts';

type Facts = WriteContext['facts'];

/** Folds each stream once: whoever prices a cart asks for the same one several times, and all answers are then of one moment. */
const foldedOnce = (facts: Facts): Facts => {
  const known = new Map<string, Promise<Folded<unknown>>>();
  return <S, C extends AnyMessage, E extends AnyMessage, R extends string>(
    aggregate: Aggregate<S, C, E, R>,
    id: string,
  ) => {
    const stream = `${aggregate.category}-${id}`;
    const folded = known.get(stream) ?? facts(aggregate, id);
    known.set(stream, folded);
    return folded as Promise<Folded<S>>;
  };
};

/** The shop as carts and orders see it now, folded from the log; after a write it is looked at anew. */
export const shopFacts = (context: Pick<WriteContext, 'facts'>): ShopFacts => {
  const facts = foldedOnce((aggregate, id) => context.facts(aggregate, id));
  return {
    article: async (productId, variantId, now): Promise<ArticleFacts | undefined> => {
      const [{ state: goods }, { state: stock }] = await Promise.all([
        facts(product, productId),
        facts(inventory, productId),
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
        backOrder: (quantity) => backOrderOf(stock, variantId, quantity, now),
      };
    },
    coupon: async (couponId): Promise<CouponFacts | undefined> => {
      const { state } = await facts(coupon, couponId);
      if (state.terms === undefined || state.retired) return undefined;
      return { code: state.code, terms: { couponId, ...state.terms }, refuse: (asked) => refuseCoupon(state, asked) };
    },
    promotionIds: async () => (await facts(promotionList, PROMOTION_LIST)).state.couponIds,
    postalCode: async (userId) => {
      const { addresses, defaultId } = (await facts(addressBook, userId)).state;
      return addresses.find(({ addressId }) => addressId === defaultId)?.address?.postalCode;
    },
    segments: async (userId, now): Promise<readonly Segment[]> => {
      const [own, coins] = await Promise.all([facts(cart, userId), facts(wallet, userId)]);
      return [own.state.hasOrdered ? 'returning' : 'firstOrder', standingOf(coins.state.earned, now).tier];
    },
    earningRules: (segments, now) => earningRulesFor(facts, segments, now),
    spendableCoins: async (userId, now) => balanceOf((await facts(wallet, userId)).state, now).spendable,
    storeCredit: async (userId, now) => creditBalance((await facts(storeCredit, userId)).state, now).availablePaise,
  };
};
