import { z } from 'zod';
import { Id, Instant, OrderId, ProductId, VariantId, type MessageOf } from '../../event-schemas/primitives.ts';
import { CountedLine, Lines, LINES_MAX, MAIN_WAREHOUSE, Warehouse } from './events.ts';

export const THRESHOLD_MAX = 100_000;
const one = { productId: ProductId };
const order = { ...one, orderId: OrderId };
const warehouseId = Warehouse.default(MAIN_WAREHOUSE);
export const inventoryCommands = {
  /** A delivery; `receiptId` makes it count once. */
  ReceiveStock: z.object({ ...one, receiptId: Id, warehouseId, lines: Lines }),
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
  HoldStock: z.object({ ...order, lines: Lines, expiresAt: Instant }),
  CommitStock: z.object(order),
  /** Ends a hold, or gives back what was committed and not yet returned. */
  ReleaseStock: z.object(order),
  /** Committed pieces come back; `returnId` makes it count once. */
  ReturnStock: z.object({ ...order, returnId: Id, warehouseId: Warehouse.optional(), lines: Lines }),
};
export type InventoryCommand = MessageOf<typeof inventoryCommands>;
