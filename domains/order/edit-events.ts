import { z } from 'zod';
import { Id, Instant, OrderId, Paise, PaymentId, RefundId, UserId } from '../../event-schemas/primitives.ts';
import { CreditRefund, LINES_MAX, LineQuantity, OrderLine, RefundPart } from './lines.ts';

/** Edits of one order. */
export const EDITS_MAX = 20;

const one = { orderId: OrderId, userId: UserId, editId: Id };
const removed = z.array(LineQuantity).max(LINES_MAX);
const PayNow = z.object({ savePaise: Paise });
const added = z.array(OrderLine).max(LINES_MAX);

export const editEvents = {
  /** Pieces are to leave the order and articles to join it, once the stock is there and what is due is paid. */
  OrderEditRequested: z.object({
    ...one,
    removed,
    added,
    /** What the articles cost more than comes back for the pieces; 0 when they cost less. */
    duePaise: Paise,
    editPaymentId: PaymentId,
    expiresAt: Instant,
    /** Nothing joins or leaves: what was to be cash at the door is paid online, for so much less. */
    payNow: PayNow.optional(),
  }),
  /** An order on delivery was paid online: nothing of `cashPaise` is collected any more. `paidPaise` is what it cost instead. */
  OrderPrepaid: z.object({
    ...one,
    cashPaymentId: PaymentId,
    paymentId: PaymentId,
    refundId: RefundId,
    cashPaise: Paise,
    paidPaise: Paise,
    /** Of the fee for paying at the door, and the tax inside it. */
    savedPaise: Paise,
    savedTaxPaise: Paise,
  }),
  /** The buyer may be told once that the order can be paid online. */
  PayNowOffered: z.object({ orderId: OrderId, userId: UserId, duePaise: Paise, savePaise: Paise, until: Instant }),
  /** `lines` are the pieces that left. What they cost more than the articles that joined goes back. */
  OrderEdited: z.object({
    ...one,
    lines: removed,
    added,
    addedPaise: Paise,
    removedPaise: Paise,
    paymentId: PaymentId,
    editPaymentId: PaymentId,
    refundId: RefundId,
    refundPaise: Paise,
    refunds: z
      .array(RefundPart)
      .max(EDITS_MAX + 1)
      .optional(),
    creditRefund: CreditRefund.optional(),
    coins: z.int().nonnegative(),
  }),
  OrderEditDropped: z.object({ ...one, reason: z.string().min(1).max(100) }),
};

export const editCommands = {
  RequestOrderEdit: z.object({
    orderId: OrderId,
    editId: Id,
    removed: z.array(LineQuantity.pick({ lineId: true, quantity: true })).max(LINES_MAX),
    added,
    editPaymentId: PaymentId,
    expiresAt: Instant,
  }),
  RequestPayNow: z.object({ orderId: OrderId, editId: Id, editPaymentId: PaymentId, expiresAt: Instant }),
  OfferPayNow: z.object({ orderId: OrderId }),
  ApplyOrderEdit: z.object({ orderId: OrderId, editId: Id }),
  DropOrderEdit: z.object({ orderId: OrderId, editId: Id, reason: z.string().min(1).max(100) }),
};
