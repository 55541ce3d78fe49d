import { costOf, priceOrder, type OrderToPrice, type PricedOrder } from '../pricing/index.ts';
import { missingPaise } from './problems.ts';
import type { CouponFacts, ShopFacts } from './shop-facts.ts';

/** Promotions of which a cart says what is missing for them. */
const HINTS_MAX = 3;
export type Promotion = { readonly couponId: string; readonly facts: CouponFacts };
/** A promotion for which the goods have to cost so much more. */
export type NearPromotion = { readonly couponId: string; readonly code: string; readonly missingPaise: number };
type Use = Parameters<CouponFacts['refuse']>[0];

const present = (offer: { couponId: string; facts: CouponFacts | undefined }): offer is Promotion =>
  offer.facts !== undefined;

/** The promotions that this buyer can use now, lowest priority number first, and those for which the goods cost too little yet. */
export const promotionsFor = async (
  shop: Pick<ShopFacts, 'promotionIds' | 'coupon'>,
  asked: Use,
): Promise<{ readonly usable: readonly Promotion[]; readonly near: readonly NearPromotion[] }> => {
  const ids = await shop.promotionIds();
  const offers = await Promise.all(ids.map(async (couponId) => ({ couponId, facts: await shop.coupon(couponId) })));
  const tried = offers.filter(present).map((offer) => ({ ...offer, refused: offer.facts.refuse(asked)?.rejected }));
  const usable = tried
    .filter(({ refused }) => refused === undefined)
    .sort((a, b) => a.facts.terms.priority - b.facts.terms.priority);
  const near = tried
    .filter(({ refused }) => refused === 'CouponMinimumNotMet')
    .map(({ couponId, facts: { code, terms } }) => ({
      couponId,
      code,
      missingPaise: missingPaise(terms.minimumPaise, asked.subtotalPaise),
    }))
    .sort((a, b) => a.missingPaise - b.missingPaise)
    .slice(0, HINTS_MAX);
  return { usable, near };
};

/**
 * The price with those promotions whose limits allow what they would take off. How much that is shows only once the order is
 * priced; a promotion whose budget is smaller is left out, since the order would be refused for an offer nobody asked for.
 */
export const priceWithPromotions = (order: OrderToPrice, promotions: readonly Promotion[], asked: Use): PricedOrder => {
  const price = priceOrder({ ...order, promotions: promotions.map(({ facts }) => facts.terms) });
  const over = price.promotions.find(({ couponId }) => {
    const { facts } = promotions.find((one) => one.couponId === couponId)!;
    return facts.refuse({ ...asked, discountPaise: costOf(price, couponId) }) !== undefined;
  });
  if (over === undefined) return price;
  return priceWithPromotions(
    order,
    promotions.filter(({ couponId }) => couponId !== over.couponId),
    asked,
  );
};
