import { z } from 'zod';
import { ProductId, VariantId, type Instant } from '../../event-schemas/primitives.ts';
import { availableOf, onHandOf, reservedOf, stockOf, type Inventory } from './stock.ts';

const Level = z.object({
  variantId: VariantId,
  sku: z.string(),
  onHand: z.int(),
  reserved: z.int(),
  threshold: z.int(),
  available: z.int(),
  warehouses: z.record(z.string(), z.int()),
});
export const StockView = z.object({ productId: ProductId, variants: z.array(Level) });

/** The stock of these variants at this time, by warehouse. */
export const stockView = (
  productId: ProductId,
  variants: readonly { readonly variantId: VariantId; readonly sku: string }[],
  stock: Inventory,
  now: Instant,
): z.infer<typeof StockView> => ({
  productId,
  variants: variants.map(({ variantId, sku }) => ({
    variantId,
    sku,
    onHand: onHandOf(stock, variantId),
    reserved: reservedOf(stock, variantId, now),
    threshold: stockOf(stock, variantId).threshold,
    available: availableOf(stock, variantId, now),
    warehouses: stockOf(stock, variantId).onHand,
  })),
});
