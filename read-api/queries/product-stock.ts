import { z } from 'zod';
import { requireProduct } from '../../domains/catalogue/index.ts';
import { inventory, StockView, stockView } from '../../domains/inventory/index.ts';
import { readRoute } from '../../domains/kernel/routes.ts';
import { ProductId } from '../../event-schemas/primitives.ts';

/** Folded from the log, so that whoever decides on stock sees it as it is now. */
export const productStock = readRoute({
  path: '/products/:id/inventory',
  tag: 'Inventory',
  summary: 'Stock on hand, reserved and available of each variant, by warehouse',
  allow: ['admin', 'vendor', 'service'],
  params: z.object({ id: ProductId }),
  reply: StockView,
  projections: [],
  run: async ({ params: { id } }, context) => {
    const { variants } = await requireProduct(id, context);
    return stockView(id, variants, (await context.facts(inventory, id)).state, context.now);
  },
});
