import { z } from 'zod';
import {
  Id,
  Instant,
  OrderId,
  PaymentId,
  RefundId,
  VariantId,
  VendorId,
  type MessageOf,
} from '../../event-schemas/primitives.ts';
import { awaitingCommands } from './awaiting-events.ts';
import { bookingCommands } from './booking/events.ts';
import { editCommands } from './edit-events.ts';
import { CancelReason, CancelledBy, orderEvents } from './events.ts';
import { DeliveryAddress, LINES_MAX, QUANTITY_MAX } from './lines.ts';
import { FailureReason, undeliveredCommands } from './undelivered-events.ts';
import { RETURN_IMAGES_MAX, ReturnKind, ReturnReason, ReturnStatus } from './return-events.ts';

const one = { orderId: OrderId };
const lineIds = z.array(Id).min(1).max(LINES_MAX);
/** A vendor acts on its own lines only; staff leave this out. */
const asVendor = { vendorId: VendorId.optional() };
const Text = z.string().trim().min(1);
const placed = orderEvents.OrderPlaced.shape;

export const orderCommands = {
  PlaceOrder: orderEvents.OrderPlaced.omit({ placedAt: true, address: true }).extend({ address: DeliveryAddress }),
  ConfirmOrder: z.object(one),
  RejectOrder: z.object({ ...one, reason: Text.max(100) }),
  ExpireOrder: z.object(one),
  ChangeOrderAddress: z.object({ ...one, address: DeliveryAddress, placeOfSupply: placed.placeOfSupply }),
  /** Without `lineIds` everything that has not left yet is cancelled. */
  CancelOrder: z.object({
    ...one,
    cancellationId: Id,
    lineIds: lineIds.optional(),
    reason: CancelReason,
    note: z.string().trim().max(500).optional(),
    by: CancelledBy,
    ...asVendor,
  }),
  StartProcessing: z.object({ ...one, lineIds: lineIds.optional(), ...asVendor }),
  PackOrder: z.object({ ...one, lineIds: lineIds.optional(), ...asVendor }),
  ShipOrder: z.object({
    ...one,
    shipmentId: Id,
    vendorId: VendorId,
    lineIds: lineIds.optional(),
    courier: Text.max(80),
    trackingNumber: Text.max(80),
    trackingUrl: z
      .url({ protocol: /^https?$/ })
      .max(2_000)
      .optional(),
  }),
  RecordCheckpoint: z.object({
    ...one,
    shipmentId: Id,
    checkpointId: Text.max(100),
    status: orderEvents.ShipmentCheckpointRecorded.shape.status,
    reason: FailureReason.optional(),
    place: z.string().max(120).optional(),
    text: z.string().max(300).optional(),
    at: Instant,
  }),
  MarkOutForDelivery: z.object({ ...one, shipmentId: Id }),
  DeliverOrder: z.object({ ...one, shipmentId: Id }),
  ReturnOrderToOrigin: z.object({ ...one, shipmentId: Id, reason: Text.max(200) }),
  /** `paymentId`: the payment that gave it back; absent for store credit. */
  RecordOrderRefund: z.object({
    ...one,
    refundId: RefundId,
    amountPaise: z.int().nonnegative(),
    paymentId: PaymentId.optional(),
  }),
  RequestReturn: z.object({
    ...one,
    returnId: Id,
    kind: ReturnKind,
    reason: ReturnReason,
    lines: z
      .array(
        z.object({ lineId: Id, quantity: z.int().positive().max(QUANTITY_MAX), wantedVariantId: VariantId.optional() }),
      )
      .min(1)
      .max(LINES_MAX),
    imageIds: z.array(Id).max(RETURN_IMAGES_MAX),
    unboxingVideoId: Id,
    note: z.string().trim().max(500).optional(),
  }),
  AdvanceReturn: z.object({ ...one, returnId: Id, status: ReturnStatus, note: z.string().trim().max(300).optional() }),
  AcceptReturn: z.object({ ...one, returnId: Id, restock: z.boolean() }),
  CancelReturn: z.object({ ...one, returnId: Id }),
  /** The replacement is out of stock, so the money goes back. */
  RefundInstead: z.object({ ...one, returnId: Id }),
  ...editCommands,
  ...undeliveredCommands,
  ...bookingCommands,
  ...awaitingCommands,
};
export type OrderCommand = MessageOf<typeof orderCommands>;
