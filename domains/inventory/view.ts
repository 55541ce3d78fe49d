import { z } from 'zod';
import { Id, ProductId, VariantId, type Instant } from '../../event-schemas/primitives.ts';
import { Day } from './events.ts';
import { availableOf, onHandOf, owedOf, reservedOf, shelfOf, stockOf, type Inventory } from './stock.ts';
import { backOrderOf } from './turns.ts';

const Level = z.object({
  variantId: VariantId,
  sku: z.string(),
  onHand: z.int(),
  reserved: z.int(),
  /** Sold before they arrived, and not there yet. */
  owed: z.int(),
  threshold: z.int(),
  available: z.int(),
  /** Of `available` those that are there; the others are sold before they arrive. */
  shelf: z.int(),
  /** The day that a buyer of the next piece would be told, when it is sold before it arrives and its day is known. */
  nextOn: Day.nullable(),
  warehouses: z.record(z.string(), z.int()),
});
const Arrival = z.object({
  arrivalId: Id,
  warehouseId: z.string(),
  expectedOn: Day,
  lines: z.array(z.object({ variantId: VariantId, quantity: z.int() })),
});
export const StockView = z.object({
  productId: ProductId,
  variants: z.array(Level),
  /** What is on its way, the next first. */
  arrivals: z.array(Arrival),
});

const arrivalsOf = ({ arrivals }: Inventory): z.infer<typeof Arrival>[] =>
  Object.entries(arrivals)
    .map(([arrivalId, { lines, ...arrival }]) => ({ arrivalId, ...arrival, lines: [...lines] }))
    .sort((a, b) => (a.expectedOn < b.expectedOn ? -1 : 1));

const level = (variantId: VariantId, sku: string, stock: Inventory, now: Instant): z.infer<typeof Level> => {
  const [available, shelf] = [availableOf(stock, variantId, now), shelfOf(stock, variantId, now)];
  const next = available > shelf ? backOrderOf(stock, variantId, shelf + 1, now).promisedOn : undefined;
  return {
    ...{ variantId, sku, available, shelf },
    onHand: onHandOf(stock, variantId),
    reserved: reservedOf(stock, variantId, now),
    owed: owedOf(stock, variantId),
    threshold: stockOf(stock, variantId).threshold,
    nextOn: next ?? null,
    warehouses: stockOf(stock, variantId).onHand,
  };
};

/** The stock of these variants at this time, by warehouse, and what is on its way. */
export const stockView = (
  productId: ProductId,
  variants: readonly { readonly variantId: VariantId; readonly sku: string }[],
  stock: Inventory,
  now: Instant,
): z.infer<typeof StockView> => ({
  productId,
  variants: variants.map(({ variantId, sku }) => level(variantId, sku, stock, now)),
  arrivals: arrivalsOf(stock),
});
