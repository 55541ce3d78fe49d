import { z } from 'zod';
import type { ProductRow } from '../../domains/catalogue/index.ts';
import type { StockWatchRow } from '../../domains/inventory/index.ts';
import { sql } from '../../domains/kernel/projection.ts';
import { readRoute } from '../../domains/kernel/routes.ts';
import { Instant, ProductId, UserId, VariantId } from '../../event-schemas/primitives.ts';

const WATCHES_SHOWN_MAX = 200;
type Row = Pick<StockWatchRow, 'product_id' | 'variant_id' | 'added_at'> & Pick<ProductRow, 'product'>;

export const stockWatches = readRoute({
  path: '/users/:userId/stock-watches',
  tag: 'Products',
  summary: 'The variants that a user waits for, the newest first',
  allow: ['customer', 'vendor', 'influencer', 'reseller'],
  owner: 'userId',
  params: z.object({ userId: UserId }),
  reply: z.object({
    watches: z.array(
      z.object({ productId: ProductId, variantId: VariantId, name: z.string(), slug: z.string(), addedAt: Instant }),
    ),
  }),
  projections: ['stock_watch', 'product'],
  run: async ({ params: { userId } }, context) => {
    const rows = await context.query<Row>(
      sql`select w.product_id, w.variant_id, w.added_at, p.product
        from inventory.stock_watch w join catalogue.product p using (product_id)
        where w.user_id = ${userId} order by w.added_at desc limit ${WATCHES_SHOWN_MAX}`,
    );
    return {
      watches: rows.map((row) => ({
        productId: row.product_id,
        variantId: row.variant_id,
        name: row.product.details.name,
        slug: row.product.details.slug,
        addedAt: row.added_at,
      })),
    };
  },
});
