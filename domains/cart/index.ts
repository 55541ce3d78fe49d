import type { Domain } from '../kernel/aggregate.ts';
import { cart } from './aggregate.ts';
import { sharedCart } from './share/aggregate.ts';

export { cart, sharedCart };
export { isOpen as isShareOpen, type SharedCart } from './share/aggregate.ts';
export { shareIdOf, shareToken } from './share/token.ts';
export { CartQuantity, type CartEvent, type CartLine } from './events.ts';
export { isResellerPrice } from './line-rules.ts';
export { OFFERS_MAX, offersFor, type Offer } from './offers.ts';
export { priceCart, type CartArticle, type PricedCart } from './priced-cart.ts';
export { deliveryProblems, type CartProblem } from './problems.ts';
export { priceWithPromotions, promotionsFor, type Promotion } from './promotions.ts';
export type { ArticleFacts, CouponFacts, ShopFacts } from './shop-facts.ts';
export { lineOf, type Cart } from './state.ts';
export { CartView, cartView } from './view.ts';
export { localisedArticles, localisedCart } from './localised.ts';
export const cartDomain: Domain = {
  name: 'cart',
  aggregates: [cart, sharedCart],
  projections: [],
  writes: [],
  reads: [],
};
