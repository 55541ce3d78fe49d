import { z } from 'zod';
import { Id, Instant, OrderId, ProductId, VariantId, type MessageOf } from '../../event-schemas/primitives.ts';
import { CountedLine, Day, HeldLines, Lines, LINES_MAX, MAIN_WAREHOUSE, Warehouse } from './events.ts';

export const THRESHOLD_MAX = 100_000;
const one = { productId: ProductId };
const order = { ...one, orderId: OrderId };
const warehouseId = Warehouse.default(MAIN_WAREHOUSE);
export const inventoryCommands = {
  /** A delivery; `receiptId` makes it count once. What was announced under `arrivalId` is expected no more. */
  ReceiveStock: z.object({ ...one, receiptId: Id, warehouseId, lines: Lines, arrivalId: Id.optional() }),
  /** Says when goods come, or another day or number for goods that were announced before. */
  AnnounceStock: z.object({ ...one, arrivalId: Id, warehouseId, expectedOn: Day, lines: Lines }),
  WithdrawStockAnnouncement: z.object({ ...one, arrivalId: Id }),
  /** Looks whether the days that buyers were told still hold, when one of them has passed. */
  CheckStockPromises: z.object(one),
  /** The first stock of variants that never had any; the others are left as they are, so it may be repeated at any time. */
  OpenStock: z.object({ ...one, warehouseId, lines: Lines }),
  /** What a count found. */
  AdjustStock: z.object({
    ...one,
    warehouseId,
    reason: z.string().trim().min(1).max(200),
    lines: z.array(CountedLine).min(1).max(LINES_MAX),
  }),
  /** `transferId` makes it count once. */
  TransferStock: z.object({ ...one, transferId: Id, from: Warehouse, to: Warehouse, lines: Lines }),
  ChangeStockThreshold: z.object({
    ...one,
    variantId: VariantId,
    threshold: z.int().min(-THRESHOLD_MAX).max(THRESHOLD_MAX),
  }),
  /** `forOrderId` is the order, where `orderId` is the booking of lines that join it later. */
  HoldStock: z.object({ ...order, lines: HeldLines, expiresAt: Instant, forOrderId: OrderId.optional() }),
  CommitStock: z.object(order),
  /** Ends a hold, or gives back what was committed and not yet returned. */
  ReleaseStock: z.object(order),
  /**
   * Committed pieces come back; `returnId` makes it count once. Of pieces that were `neverShipped` those that have not come are
   * given up first; of others those that came.
   */
  ReturnStock: z.object({
    ...order,
    returnId: Id,
    warehouseId: Warehouse.optional(),
    lines: Lines,
    neverShipped: z.boolean().optional(),
  }),
};
export type InventoryCommand = MessageOf<typeof inventoryCommands>;
