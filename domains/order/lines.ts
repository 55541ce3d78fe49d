import { z } from 'zod';
import {
  Id,
  Instant,
  OrderId,
  Paise,
  PaymentId,
  ProductId,
  RefundId,
  VariantId,
  VendorId,
} from '../../event-schemas/primitives.ts';
import { TARGET_LANGUAGES } from '../policy/languages.ts';

/** Pieces of one line, and lines of one order; the event stays small. */
export const QUANTITY_MAX = 1_000;
export const LINES_MAX = 50;
const Text = z.string().trim().min(1);

/**
 * How many coins goods earn, fixed when they were bought: the usual rate of that day, and coins beside it by a rule. On a line
 * the coins are those of all its pieces, where something happens to some pieces they are the share of these.
 */
export const LineEarning = z.object({
  basisPoints: z.int().nonnegative().max(10_000),
  bonus: z
    .object({
      ruleId: Id,
      name: Text.max(80),
      coins: z.int().nonnegative(),
      /** Out of the rule's budget, to which they go back when the goods are not bought or come back. */
      reserved: z.boolean(),
      /** What the budget has them under, when that is not the order itself: the change by which the goods joined it. */
      bookingId: OrderId.optional(),
    })
    .optional(),
});
export type LineEarning = z.infer<typeof LineEarning>;

/** A calendar day in India. */
export const Day = z.iso.date();
/** Pieces that were not there when they were bought, and the day on which the buyer was told they come, when it was known. */
export const BackOrder = z.object({ quantity: z.int().positive().max(QUANTITY_MAX), promisedOn: Day.optional() });
export const TranslatedName = z.object({ language: z.enum(TARGET_LANGUAGES), name: Text.max(300) });

/** One article as it was bought: names, prices and taxes are frozen here. Amounts are paise for the whole line. */
export const OrderLine = z.object({
  lineId: Id,
  productId: ProductId,
  variantId: VariantId,
  vendorId: VendorId,
  sku: Text.max(100),
  name: Text.max(300),
  /** What the buyer read when they bought it, where that was not the name of the source; documents print the latter. */
  translatedName: TranslatedName.optional(),
  imageUrl: z.string().max(2_000).optional(),
  size: z.string().max(60).optional(),
  colour: z.string().max(60).optional(),
  hsnCode: z.string().max(10).optional(),
  quantity: z.int().positive().max(QUANTITY_MAX),
  /** Per piece, tax included: what this buyer pays before discounts, so the reseller's price when there is one. */
  unitPaise: Paise,
  mrpPaise: Paise,
  subtotalPaise: Paise,
  promotionDiscountPaise: Paise,
  couponDiscountPaise: Paise,
  coinDiscountPaise: Paise,
  taxBasisPoints: z.int().nonnegative().max(10_000),
  taxablePaise: Paise,
  taxPaise: Paise,
  totalPaise: Paise,
  /** What the reseller earns on the line; 0 without a reseller. */
  marginPaise: Paise,
  returnable: z.boolean(),
  /** Absent in orders of the time before there were rules: those earn by the rate of the day they arrive. */
  earning: LineEarning.optional(),
  /** Absent when all pieces were there. */
  backOrder: BackOrder.optional(),
});
export type OrderLine = z.infer<typeof OrderLine>;

/** Pieces of one variant under one booking of the stock. */
const StockPart = z.object({
  variantId: VariantId,
  quantity: z.int().positive().max(QUANTITY_MAX),
  bookingId: OrderId.optional(),
});
export type StockPart = z.infer<typeof StockPart>;

/** What other parts of the shop need to know of a line when something happens to it. */
export const LineQuantity = z.object({
  lineId: Id,
  productId: ProductId,
  variantId: VariantId,
  vendorId: VendorId,
  quantity: z.int().positive().max(QUANTITY_MAX),
  totalPaise: Paise,
  /** What the stock is booked under, when that is not the order itself: lines that joined it later. */
  bookingId: OrderId.optional(),
  earning: LineEarning.optional(),
  /** Where the pieces are not all of one variant and booking, because some of them were exchanged before. */
  parts: z.array(StockPart).max(QUANTITY_MAX).optional(),
  /** Of the price, what a reseller asked beyond that of the shop; absent without a reseller. */
  marginPaise: Paise.optional(),
});
export type LineQuantity = z.infer<typeof LineQuantity>;

/** The pieces of a line by variant and booking. */
export const partsOf = ({ parts, variantId, quantity, bookingId }: LineQuantity): readonly StockPart[] =>
  parts ?? [{ variantId, quantity, ...(bookingId === undefined ? {} : { bookingId }) }];

/** One payment's part of a refund, for an order that was paid in more than one. */
export const RefundPart = z.object({ paymentId: PaymentId, refundId: RefundId, amountPaise: Paise });
export type RefundPart = z.infer<typeof RefundPart>;

/** The part of a refund that goes back to the buyer's store credit, which the order took at `spentAt`. */
export const CreditRefund = z.object({ refundId: RefundId, amountPaise: Paise.min(1), spentAt: Instant });
export type CreditRefund = z.infer<typeof CreditRefund>;

/** Fees of the order as a tax document states them; the vendor is the one whose first parcel they were invoiced with. */
export const InvoicedFees = z.object({ vendorId: VendorId, shippingPaise: Paise, codFeePaise: Paise });
export type InvoicedFees = z.infer<typeof InvoicedFees>;

/** Where the parcel goes. Sealed in events; the state is also kept apart as the place of supply. */
export const DeliveryAddress = z.object({
  label: Text.max(40).optional(),
  fullName: Text.max(100),
  phone: z.string().regex(/^[6-9]\d{9}$/, 'must be a ten-digit Indian mobile number'),
  line1: Text.max(200),
  line2: z.string().trim().max(200).optional(),
  landmark: z.string().trim().max(100).optional(),
  city: Text.max(80),
  state: Text.max(80),
  postalCode: z.string().regex(/^[1-9]\d{5}$/, 'must be a six-digit PIN code'),
});
export type DeliveryAddress = z.infer<typeof DeliveryAddress>;
