import { z } from 'zod';
import { isOnSale, product } from '../../domains/catalogue/index.ts';
import { inventory, shelfOf, stockWatch } from '../../domains/inventory/index.ts';
import { Refusal, writeRoute } from '../../domains/kernel/routes.ts';
import { ProductId, UserId, VariantId } from '../../event-schemas/primitives.ts';

const route = {
  tag: 'Products',
  allow: ['customer', 'vendor', 'influencer', 'reseller'],
  owner: 'userId',
  path: '/users/:userId/stock-watches/:productId/:variantId',
  params: z.object({ userId: UserId, productId: ProductId, variantId: VariantId }),
  reply: z.object({ watching: z.boolean() }),
} as const;

export const stockWatchWrites = [
  writeRoute({
    ...route,
    method: 'PUT',
    summary: 'Ask to be told by e-mail when pieces of a variant are there again that nobody waits for',
    refusals: ['ProductNotFound', 'VariantNotFound', 'AlreadyInStock', 'TooManyWatchers'],
    run: async ({ params }, context) => {
      const { productId, variantId } = params;
      const { state } = await context.facts(product, productId);
      if (state === undefined) throw new Refusal('ProductNotFound');
      if (!isOnSale(state, variantId, context.now)) throw new Refusal('VariantNotFound');
      const stock = (await context.facts(inventory, productId)).state;
      if (shelfOf(stock, variantId, context.now) > 0)
        throw new Refusal('AlreadyInStock', 'Pieces of it are there and can be bought now.');
      await context.send(stockWatch, { type: 'AddStockWatch', data: params });
      return { watching: true };
    },
  }),
  writeRoute({
    ...route,
    method: 'DELETE',
    summary: 'Stop waiting for a variant',
    run: async ({ params }, context) => {
      await context.send(stockWatch, { type: 'RemoveStockWatch', data: params });
      return { watching: false };
    },
  }),
];
