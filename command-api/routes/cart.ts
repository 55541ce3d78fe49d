import { z } from 'zod';
import {
  cart,
  CartQuantity,
  CartView,
  cartView,
  lineOf,
  priceCart,
  type ArticleFacts,
  type Cart,
} from '../../domains/cart/index.ts';
import { isOnSale, product } from '../../domains/catalogue/index.ts';
import { Refusal, writeRoute, type WriteContext } from '../../domains/kernel/routes.ts';
import { Id, Paise, ProductId, UserId, VariantId } from '../../event-schemas/primitives.ts';
import { shopFacts } from '../../domains/shop-facts.ts';

export const Owner = z.object({ userId: UserId });
const Item = z.object({ userId: UserId, itemId: VariantId });
/** 'public' lets a guest in, who has a token without a role; the owner check still asks for the cart's own id. */
export const cartRoute = { tag: 'Cart', allow: ['public', 'customer'], owner: 'userId', reply: CartView } as const;

/** The answer of every edit: the whole cart with its prices, so that the app needs no second request. */
export const answerWith = async (userId: string, state: Cart, context: WriteContext): Promise<CartView> => {
  const options = { now: context.now, paymentMethod: 'PREPAID' } as const;
  return cartView(userId, state, await priceCart(state, userId, shopFacts(context), options));
};

const onSale = async (productId: string, variantId: string, context: WriteContext): Promise<ArticleFacts> => {
  const article = await shopFacts(context).article(productId, variantId, context.now);
  if (article === undefined) throw new Refusal('ProductNotFound');
  if (!article.isOnSale) throw new Refusal('ArticleUnavailable', 'This article is not sold at the moment.');
  return article;
};

/** A product with a single choice needs no variant in the request. */
const variantFor = async (
  productId: string,
  wanted: VariantId | undefined,
  context: WriteContext,
): Promise<VariantId> => {
  if (wanted !== undefined) return wanted;
  const { state } = await context.facts(product, productId);
  if (state === undefined) throw new Refusal('ProductNotFound');
  const choices = state.variants.filter(({ variantId }) => isOnSale(state, variantId, context.now));
  if (choices.length === 1) return choices[0]!.variantId;
  throw new Refusal('InvalidVariant', 'variantId is needed: the product has several sizes or colours.');
};

const lineFor = async (userId: string, itemId: string, list: 'lines' | 'saved', context: WriteContext) => {
  const line = lineOf((await context.facts(cart, userId)).state[list], itemId);
  if (line === undefined) throw new Refusal('CartItemNotFound');
  return line;
};

const removal = (path: string, summary: string, type: 'RemoveCartItem' | 'RemoveSavedItem') =>
  writeRoute({
    ...cartRoute,
    method: 'DELETE',
    path,
    summary,
    params: Item,
    refusals: ['CartClosed'],
    run: async ({ params: { userId, itemId } }, context) => {
      const { state } = await context.send(cart, { type, data: { userId, variantId: itemId } });
      return answerWith(userId, state, context);
    },
  });

export const cartItemWrites = [
  writeRoute({
    ...cartRoute,
    method: 'POST',
    path: '/cart/:userId/items',
    summary: 'Add pieces of an article; the same article again adds to its line',
    status: 201,
    params: Owner,
    body: z.object({
      productId: ProductId,
      variantId: VariantId.optional(),
      quantity: CartQuantity.default(1),
      resellerPricePaise: Paise.optional(),
    }),
    refusals: [
      'ProductNotFound',
      'ArticleUnavailable',
      'InvalidVariant',
      'InvalidResellerPrice',
      'CartFull',
      'CartQuantityTooHigh',
      'InsufficientStock',
      'CartClosed',
    ],
    run: async ({ params: { userId }, body }, context) => {
      const { productId, quantity, resellerPricePaise } = body;
      const variantId = await variantFor(productId, body.variantId, context);
      const { pricePaise: seenPaise, mrpPaise, available } = await onSale(productId, variantId, context);
      const reseller = resellerPricePaise === undefined ? {} : { resellerPricePaise };
      const line = { userId, productId, variantId, quantity, seenPaise, mrpPaise, available, ...reseller };
      const { state } = await context.send(cart, {
        type: 'AddCartItem',
        data: { ...line, additionId: Id.parse(context.newId('addition')) },
      });
      return answerWith(userId, state, context);
    },
  }),
  writeRoute({
    ...cartRoute,
    method: 'PUT',
    path: '/cart/:userId/items/:itemId',
    summary: 'Set the pieces of a line; 0 removes it',
    params: Item,
    body: z.object({ quantity: z.literal(0).or(CartQuantity), resellerPricePaise: Paise.optional() }),
    refusals: ['CartItemNotFound', 'ArticleUnavailable', 'InvalidResellerPrice', 'InsufficientStock', 'CartClosed'],
    run: async ({ params: { userId, itemId: variantId }, body: { quantity, resellerPricePaise } }, context) => {
      const line = await lineFor(userId, variantId, 'lines', context);
      if (quantity === 0) {
        const removed = await context.send(cart, { type: 'RemoveCartItem', data: { userId, variantId } });
        return answerWith(userId, removed.state, context);
      }
      const { pricePaise: seenPaise, mrpPaise, available } = await onSale(line.productId, variantId, context);
      const reseller = resellerPricePaise === undefined ? {} : { resellerPricePaise };
      const data = { userId, variantId, quantity, seenPaise, mrpPaise, available, ...reseller };
      return answerWith(userId, (await context.send(cart, { type: 'ChangeCartItem', data })).state, context);
    },
  }),
  removal('/cart/:userId/items/:itemId', 'Remove a line', 'RemoveCartItem'),
  removal('/cart/:userId/saved/:itemId', 'Forget a saved line', 'RemoveSavedItem'),
  writeRoute({
    ...cartRoute,
    method: 'POST',
    path: '/cart/:userId/items/:itemId/save',
    summary: 'Save a line for later',
    params: Item,
    refusals: ['CartItemNotFound', 'SavedItemsFull', 'CartClosed'],
    run: async ({ params: { userId, itemId } }, context) => {
      const { state } = await context.send(cart, { type: 'SaveCartItem', data: { userId, variantId: itemId } });
      return answerWith(userId, state, context);
    },
  }),
  writeRoute({
    ...cartRoute,
    allow: ['customer'],
    method: 'POST',
    path: '/cart/:userId/items/:itemId/wishlist',
    summary: 'Move a line to the wishlist',
    params: Item,
    refusals: ['CartClosed'],
    run: async ({ params: { userId, itemId } }, context) => {
      const { state } = await context.send(cart, { type: 'WishCartItem', data: { userId, variantId: itemId } });
      return answerWith(userId, state, context);
    },
  }),
  writeRoute({
    ...cartRoute,
    method: 'POST',
    path: '/cart/:userId/saved/:itemId/move',
    summary: 'Move a saved line back into the cart',
    params: Item,
    refusals: ['CartItemNotFound', 'ArticleUnavailable', 'CartFull', 'InsufficientStock', 'CartClosed'],
    run: async ({ params: { userId, itemId: variantId } }, context) => {
      const line = await lineFor(userId, variantId, 'saved', context);
      const { pricePaise: seenPaise, available } = await onSale(line.productId, variantId, context);
      const { state } = await context.send(cart, {
        type: 'MoveSavedItem',
        data: { userId, variantId, seenPaise, available },
      });
      return answerWith(userId, state, context);
    },
  }),
  writeRoute({
    ...cartRoute,
    method: 'DELETE',
    path: '/cart/:userId',
    summary: 'Clear the cart; saved lines stay',
    params: Owner,
    refusals: ['CartClosed'],
    run: async ({ params: { userId } }, context) =>
      answerWith(userId, (await context.send(cart, { type: 'ClearCart', data: { userId } })).state, context),
  }),
];
