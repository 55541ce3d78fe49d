import { z } from 'zod';
import {
  Id,
  OrderId,
  Paise,
  PaymentId,
  RefundId,
  UserId,
  VariantId,
  personal,
} from '../../event-schemas/primitives.ts';
import { EDITS_MAX } from './edit-events.ts';
import { CreditRefund, InvoicedFees, LINES_MAX, LineQuantity, RefundPart } from './lines.ts';

export const RETURN_IMAGES_MAX = 5;
export const ReturnReason = z.enum([
  'defective',
  'damagedInTransit',
  'wrongItem',
  'notAsDescribed',
  'wrongSize',
  'qualityNotAsExpected',
  'changedMind',
]);
/** A refund gives the money back, a replacement sends another piece (or another size or colour). */
export const ReturnKind = z.enum(['refund', 'replacement']);
export const ReturnStatus = z.enum([
  'requested',
  'approved',
  'rejected',
  'cancelled',
  'pickupScheduled',
  'pickedUp',
  'inTransit',
  'receivedAtWarehouse',
  'inspecting',
  'refundInitiated',
  'refundCompleted',
  'replacementApproved',
  'replacementPreparing',
  'replacementShipped',
  'replacementDelivered',
  'completed',
]);
export type ReturnStatus = z.infer<typeof ReturnStatus>;

const one = { orderId: OrderId, userId: UserId, returnId: Id };
const lines = z.array(LineQuantity).min(1).max(LINES_MAX);

export const returnEvents = {
  ReturnRequested: z.object({
    ...one,
    kind: ReturnKind,
    reason: ReturnReason,
    lines,
    /** For a replacement: the variant wanted instead, per line; the same one when absent. */
    wanted: z.array(z.object({ lineId: Id, variantId: VariantId })).max(LINES_MAX),
    imageIds: z.array(Id).max(RETURN_IMAGES_MAX),
    unboxingVideoId: Id,
    note: personal(z.string().max(500)).optional(),
  }),
  ReturnAdvanced: z.object({ ...one, kind: ReturnKind, status: ReturnStatus, note: z.string().max(300).optional() }),
  /** The inspection was passed: this is owed. Stock that can be sold again goes back on the shelf. */
  ReturnAccepted: z.object({
    ...one,
    kind: ReturnKind,
    paymentId: PaymentId,
    refundId: RefundId,
    lines,
    restock: z.boolean(),
    refundPaise: Paise,
    taxPaise: Paise,
    coins: z.int().nonnegative(),
    fees: InvoicedFees.optional(),
    refunds: z
      .array(RefundPart)
      .max(EDITS_MAX + 1)
      .optional(),
    creditRefund: CreditRefund.optional(),
    /** Nothing of the order is left with the buyer. */
    whole: z.boolean(),
    wanted: z.array(z.object({ lineId: Id, variantId: VariantId })).max(LINES_MAX),
  }),
};
