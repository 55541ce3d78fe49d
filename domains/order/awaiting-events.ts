import { z } from 'zod';
import { Id, OrderId, UserId, VariantId } from '../../event-schemas/primitives.ts';
import { Day, LINES_MAX, QUANTITY_MAX } from './lines.ts';

const one = { orderId: OrderId, userId: UserId };

export const awaitingEvents = {
  /** Pieces that lines waited for have come, and are theirs. */
  OrderStockAllocated: z.object({
    ...one,
    lines: z
      .array(z.object({ lineId: Id, quantity: z.int().positive().max(QUANTITY_MAX) }))
      .min(1)
      .max(LINES_MAX),
  }),
  /** Lines get their pieces on another day than the buyer was told; without a day when nobody knows it. */
  OrderPromiseChanged: z.object({
    ...one,
    lines: z
      .array(z.object({ lineId: Id, before: Day.optional(), promisedOn: Day.optional() }))
      .min(1)
      .max(LINES_MAX),
  }),
};

/** Which stock is meant: `bookingId` is the order's own id, or that of the lines that joined it later. */
const booked = { orderId: OrderId, bookingId: OrderId, variantId: VariantId };
export const awaitingCommands = {
  /** So many pieces are still to come, and the others are there. */
  RecordOwedStock: z.object({ ...booked, owed: z.int().nonnegative() }),
  ChangeOrderPromise: z.object({ ...booked, promisedOn: Day.optional() }),
};
