import { z } from 'zod';
import {
  CouponId,
  Id,
  Instant,
  OrderId,
  Paise,
  PaymentId,
  RefundId,
  UserId,
  VendorId,
  personal,
  type MessageOf,
} from '../../event-schemas/primitives.ts';
import type { PersonalFields } from '../kernel/aggregate.ts';
import { awaitingEvents } from './awaiting-events.ts';
import { bookingEvents } from './booking/events.ts';
import { editEvents, EDITS_MAX } from './edit-events.ts';
import {
  CreditRefund,
  DeliveryAddress,
  InvoicedFees,
  LINES_MAX,
  LineQuantity,
  OrderLine,
  RefundPart,
} from './lines.ts';
import { returnEvents } from './return-events.ts';
import { FailureReason, undeliveredEvents } from './undelivered-events.ts';

export const PaymentMethod = z.enum(['PREPAID', 'COD']);
/** Why an order is cancelled, chosen from a list; the buyer's own words go with it. */
export const CancelReason = z.enum([
  'changedMind',
  'orderedByMistake',
  'foundCheaper',
  'deliveryTooSlow',
  'wrongAddress',
  'wrongSizeOrColour',
  'outOfStock',
  'fraudSuspected',
  'holdLost',
  'other',
]);
export const CancelledBy = z.enum(['customer', 'staff', 'vendor', 'system']);

/** Promotions of one order, its own coupon not counted. */
const PROMOTIONS_MAX = 5;

const order = { orderId: OrderId, userId: UserId };
const lineIds = z.array(Id).min(1).max(LINES_MAX);
const affected = z.array(LineQuantity).min(1).max(LINES_MAX);
const parcel = { ...order, shipmentId: Id, vendorId: VendorId, lines: affected };
const Text = z.string().trim().min(1);
/** Fees that were invoiced and are given back with the last of the goods. */
const creditedFees = InvoicedFees.optional();
/** The parts of `refundPaise` that go back to payments, for an order that was paid with more than one payment. */
const refunds = z
  .array(RefundPart)
  .max(EDITS_MAX + 1)
  .optional();
/** The part of `refundPaise` that goes back to store credit. */
const creditRefund = CreditRefund.optional();
/** Nothing of the order is still to come: what was delivered is all there will be. */
const settled = z.boolean();

export const orderEvents = {
  OrderPlaced: z.object({
    ...order,
    orderNumber: Text.max(30),
    lines: z.array(OrderLine).min(1).max(LINES_MAX),
    paymentMethod: PaymentMethod,
    paymentId: PaymentId,
    couponId: CouponId.optional(),
    /** Promotions that applied by themselves; each counts as a use of its coupon. */
    promotions: z.array(z.object({ couponId: CouponId, discountPaise: Paise })).max(PROMOTIONS_MAX),
    /** The coupon or promotion that spared the buyer the fee for delivery, which is what its use cost. */
    shippingDiscount: z.object({ couponId: CouponId, discountPaise: Paise }).optional(),
    coins: z.int().nonnegative(),
    resellerId: Id.optional(),
    subtotalPaise: Paise,
    promotionDiscountPaise: Paise,
    couponDiscountPaise: Paise,
    coinDiscountPaise: Paise,
    shippingPaise: Paise,
    codFeePaise: Paise,
    feeTaxPaise: Paise,
    taxPaise: Paise,
    totalPaise: Paise,
    /** What of the total the buyer's store credit pays; the payment is about the rest. */
    storeCreditPaise: Paise.optional(),
    address: personal(DeliveryAddress),
    placeOfSupply: Text.max(80),
    /** The buyer's GST number, for an invoice of a business. */
    gstin: z.string().length(15).optional(),
    /** The number that the system which placed it has for it; later changes of it are annotations. */
    externalReference: Text.max(200).optional(),
    placedAt: Instant,
    expiresAt: Instant,
  }),
  OrderConfirmed: z.object({ ...order, totalPaise: Paise, paymentMethod: PaymentMethod, confirmedAt: Instant }),
  OrderRejected: z.object({ ...order, reason: Text.max(100) }),
  OrderExpired: z.object(order),
  OrderAddressChanged: z.object({ ...order, address: personal(DeliveryAddress), placeOfSupply: Text.max(80) }),
  OrderCancelled: z.object({
    ...order,
    paymentId: PaymentId,
    paymentMethod: PaymentMethod,
    cancellationId: Id,
    refundId: RefundId,
    lines: affected,
    /** Nothing of the order is left. */
    whole: z.boolean(),
    settled,
    /** Whether stock, coupon and coins were taken for good, and the money may have been paid. */
    wasConfirmed: z.boolean(),
    /** Uses that are given back: those of the whole order, once nothing of it is left. */
    couponIds: z.array(CouponId).max(PROMOTIONS_MAX + 1),
    refundPaise: Paise,
    refunds,
    creditRefund,
    coins: z.int().nonnegative(),
    fees: creditedFees,
    reason: CancelReason,
    note: personal(z.string().max(500)).optional(),
    by: CancelledBy,
  }),
  OrderProcessingStarted: z.object({ ...order, lineIds }),
  OrderPacked: z.object({ ...order, lineIds }),
  OrderShipped: z.object({
    ...parcel,
    courier: Text.max(80),
    trackingNumber: Text.max(80),
    trackingUrl: z.string().max(2_000).optional(),
    shippedAt: Instant,
    /** The fees of the order are invoiced with its first parcel. */
    fees: InvoicedFees.optional(),
  }),
  /** One report of the courier; a repeat carries the same id. */
  ShipmentCheckpointRecorded: z.object({
    ...order,
    shipmentId: Id,
    checkpointId: Text.max(100),
    status: z.enum(['pickedUp', 'inTransit', 'atHub', 'deliveryFailed', 'returning', 'info']),
    /** Of a failed delivery. */
    reason: FailureReason.optional(),
    place: z.string().max(120).optional(),
    text: z.string().max(300).optional(),
    at: Instant,
  }),
  OrderOutForDelivery: z.object({ ...order, shipmentId: Id, lineIds }),
  OrderDelivered: z.object({
    ...parcel,
    paymentId: PaymentId,
    paymentMethod: PaymentMethod,
    settled,
    /** The tax inside what was paid for these lines. */
    taxPaise: Paise.optional(),
    /** Who resold them, and earns the margins of the lines. */
    resellerId: Id.optional(),
    deliveredAt: Instant,
  }),
  OrderReturnedToOrigin: z.object({
    ...parcel,
    paymentId: PaymentId,
    paymentMethod: PaymentMethod,
    refundId: RefundId,
    whole: z.boolean(),
    settled,
    /** Uses that are given back: those of the whole order, once nothing of it is left. */
    couponIds: z.array(CouponId).max(PROMOTIONS_MAX + 1),
    refundPaise: Paise,
    refunds,
    creditRefund,
    coins: z.int().nonnegative(),
    fees: creditedFees,
    reason: Text.max(200),
  }),
  OrderRefundRecorded: z.object({ ...order, refundId: RefundId, amountPaise: Paise }),
  ...returnEvents,
  ...editEvents,
  ...undeliveredEvents,
  ...bookingEvents,
  ...awaitingEvents,
};
export type OrderEvent = MessageOf<typeof orderEvents>;

const sealed = (...fields: string[]): PersonalFields => ({ subject: 'userId', fields });
export const orderPersonal = {
  OrderPlaced: sealed('address'),
  OrderAddressChanged: sealed('address'),
  OrderCancelled: sealed('note'),
  ReturnRequested: sealed('note'),
  RedeliveryRequested: sealed('phone', 'note'),
};
