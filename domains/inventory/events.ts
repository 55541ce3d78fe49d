import { z } from 'zod';
import { Id, Instant, OrderId, ProductId, VariantId, type MessageOf } from '../../event-schemas/primitives.ts';

export const QUANTITY_MAX = 10_000_000;
export const LINES_MAX = 100;
export const WAREHOUSES_MAX = 20;
/** Orders, each counted by variant, that may wait for pieces of one product. */
export const OWED_MAX = 1_000;
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
/** A calendar day in India. */
export const Day = z.iso.date();
/**
 * What is asked for, and how many of the pieces the buyer was told are still to come, with their day when there is one. Without
 * `backOrder` any number may be.
 */
export const HeldLine = StockLine.extend({
  backOrder: z.object({ quantity: z.int().nonnegative().max(QUANTITY_MAX), promisedOn: Day.optional() }).optional(),
});
export type HeldLine = z.infer<typeof HeldLine>;
export const HeldLines = z.array(HeldLine).min(1).max(LINES_MAX);
/** Pieces that were sold and have not come; the warehouse is where they are looked for. */
export const OwedLine = WarehouseLine.extend({ promisedOn: Day.optional() });
export type OwedLine = z.infer<typeof OwedLine>;

const one = { productId: ProductId };
const order = { ...one, orderId: OrderId };
/** The order that the pieces are for, when they are booked under an id of their own. */
const forOrderId = OrderId.optional();
const variants = z.object({ ...one, variantIds: z.array(VariantId).min(1) });
export const inventoryEvents = {
  /** `arrivalId` names the announcement that the pieces were expected by. */
  StockReceived: z.object({
    ...one,
    receiptId: Id,
    warehouseId: Warehouse,
    lines: Lines,
    arrivalId: Id.optional(),
  }),
  /** Pieces are on their way; said again under the same id, it takes the place of what was said before. */
  StockAnnounced: z.object({ ...one, arrivalId: Id, warehouseId: Warehouse, expectedOn: Day, lines: Lines }),
  StockAnnouncementWithdrawn: z.object({ ...one, arrivalId: Id }),
  StockAdjusted: z.object({ ...one, warehouseId: Warehouse, reason: z.string(), lines: z.array(CountedLine).min(1) }),
  /** From one warehouse to another; what can be sold stays the same. */
  StockTransferred: z.object({ ...one, transferId: Id, from: Warehouse, to: Warehouse, lines: Lines }),
  /** Pieces that are kept back from sale; below zero lets that many be sold before they arrive. */
  StockThresholdChanged: z.object({ ...one, variantId: VariantId, threshold: z.int() }),
  StockHeld: z.object({ ...order, lines: HeldLines, expiresAt: Instant, forOrderId }),
  /** `owed` are those of the lines that have not come; before it was written, it was what the warehouse did not have. */
  StockCommitted: z.object({
    ...order,
    lines: z.array(WarehouseLine).min(1),
    owed: z.array(OwedLine).min(1).optional(),
  }),
  /** Pieces on the shelves went to orders that waited for them, in the order in which these were placed. */
  StockAllocated: z.object({
    ...one,
    lines: z
      .array(WarehouseLine.extend({ orderId: OrderId, forOrderId }))
      .min(1)
      .max(OWED_MAX * WAREHOUSES_MAX),
  }),
  /** Orders that wait are to get their pieces on another day than they were told; without a day when nobody knows. */
  StockPromisesChanged: z.object({
    ...one,
    promises: z
      .array(z.object({ orderId: OrderId, forOrderId, variantId: VariantId, promisedOn: Day.optional() }))
      .min(1)
      .max(OWED_MAX),
  }),
  StockReleased: z.object({ ...order, lines: Lines, reason: z.enum(['released', 'expired']) }),
  /**
   * Sold pieces are back on the shelf: after a return, or when a confirmed order was cancelled. `owed` are those of the lines that
   * had not come and are not waited for any more; it is there while the order waits for pieces.
   */
  StockReturned: z.object({
    ...order,
    returnId: Id,
    lines: z.array(WarehouseLine).min(1),
    owed: z.array(WarehouseLine).optional(),
    forOrderId,
  }),
  /**
   * Follow, in the same append, whatever changed how a variant is sold: not at all, before it arrives, or from the shelf, where
   * pieces are left after all that is owed.
   */
  StockRanOut: variants,
  StockWentOnBackOrder: variants,
  StockCameBack: variants,
};
export type InventoryEvent = MessageOf<typeof inventoryEvents>;
