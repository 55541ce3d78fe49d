import { z } from 'zod';
import { Id, Instant, OrderId, ProductId, VariantId, type MessageOf } from '../../event-schemas/primitives.ts';

export const QUANTITY_MAX = 10_000_000;
export const LINES_MAX = 100;
/** The warehouse of shops that have only one. */
export const MAIN_WAREHOUSE = 'main';
export const Warehouse = z
  .string()
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'must be lower-case words joined by hyphens')
  .max(40);

export const Quantity = z.int().min(1).max(QUANTITY_MAX);
export const StockLine = z.object({ variantId: VariantId, quantity: Quantity });
export type StockLine = z.infer<typeof StockLine>;
export const WarehouseLine = StockLine.extend({ warehouseId: Warehouse });
export type WarehouseLine = z.infer<typeof WarehouseLine>;
/** What a count found on the shelves of one warehouse. */
export const CountedLine = z.object({ variantId: VariantId, onHand: z.int().min(0).max(QUANTITY_MAX) });
export const Lines = z.array(StockLine).min(1).max(LINES_MAX);

const one = { productId: ProductId };
const order = { ...one, orderId: OrderId };
const variants = z.object({ ...one, variantIds: z.array(VariantId).min(1) });
export const inventoryEvents = {
  StockReceived: z.object({ ...one, receiptId: Id, warehouseId: Warehouse, lines: Lines }),
  StockAdjusted: z.object({ ...one, warehouseId: Warehouse, reason: z.string(), lines: z.array(CountedLine).min(1) }),
  /** From one warehouse to another; what can be sold stays the same. */
  StockTransferred: z.object({ ...one, transferId: Id, from: Warehouse, to: Warehouse, lines: Lines }),
  /** Pieces that are kept back from sale; below zero lets that many be sold before they arrive. */
  StockThresholdChanged: z.object({ ...one, variantId: VariantId, threshold: z.int() }),
  StockHeld: z.object({ ...order, lines: Lines, expiresAt: Instant }),
  StockCommitted: z.object({ ...order, lines: z.array(WarehouseLine).min(1) }),
  StockReleased: z.object({ ...order, lines: Lines, reason: z.enum(['released', 'expired']) }),
  /** Sold pieces are back on the shelf: after a return, or when a confirmed order was cancelled. */
  StockReturned: z.object({ ...order, returnId: Id, lines: z.array(WarehouseLine).min(1) }),
  /** Follow, in the same append, whatever took the last available piece or brought the first one back. */
  StockRanOut: variants,
  StockCameBack: variants,
};
export type InventoryEvent = MessageOf<typeof inventoryEvents>;
