import { z } from 'zod';
import { cart, CartView, cartView, localisedCart, priceCart } from '../../domains/cart/index.ts';
import { readRoute } from '../../domains/kernel/routes.ts';
import { UserId } from '../../event-schemas/primitives.ts';
import { shopFacts } from '../../domains/shop-facts.ts';

/** Folded from the log, so a cart is never behind its own edits and always has the prices and stock of this moment. */
export const cartQuery = readRoute({
  path: '/cart/:userId',
  tag: 'Cart',
  summary: 'The cart with live prices, stock, coupon, coins, totals and problems',
  allow: ['public', 'customer'],
  owner: 'userId',
  localised: true,
  params: z.object({ userId: UserId }),
  query: z.object({ paymentMethod: z.enum(['PREPAID', 'COD']).default('PREPAID') }),
  reply: CartView,
  projections: [],
  run: async ({ params: { userId }, query: { paymentMethod } }, context) => {
    const { state } = await context.facts(cart, userId);
    const priced = await priceCart(state, userId, shopFacts(context), { now: context.now, paymentMethod });
    return localisedCart(cartView(userId, state, priced), context);
  },
});
