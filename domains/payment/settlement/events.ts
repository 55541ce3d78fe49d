import { z } from 'zod';
import { Id, Instant, OrderId, Paise, VendorId, type MessageOf } from '../../../event-schemas/primitives.ts';

/** Settlements that one payout may pay. */
export const PAYOUT_ITEMS_MAX = 500;

/** What is kept back of a sale: the shop's commission, the tax on it, and taxes that the shop pays for the seller. */
export const FeeKind = z.enum(['commission', 'commissionTax', 'tcs', 'tds']);
export type FeeKind = z.infer<typeof FeeKind>;
/** Below zero when more came back than was sold since the last payout. */
const SignedPaise = z.int();

const one = { settlementId: Id, vendorId: VendorId, orderId: OrderId };
const margin = { resellerId: Id, marginPaise: Paise.min(1) };
const fee = { ...one, kind: FeeKind, amountPaise: Paise };

export const settlementEvents = {
  /** A parcel was delivered: what the buyer paid for its goods is owed to the seller, less the fees that follow. */
  VendorSaleSettled: z.object({ ...one, salePaise: Paise, taxPaise: Paise, dueAt: Instant }),
  VendorFeeCharged: z.object(fee),
  /** Goods of the parcel came back, and with them their part of the fees. */
  VendorSaleReversed: z.object({ ...one, reversalId: Id, salePaise: Paise, taxPaise: Paise }),
  VendorFeeReversed: z.object({ ...fee, reversalId: Id }),
  /** The parcel was resold: what its buyer paid beyond the price of the shop is owed to the reseller from `dueAt` on. */
  ResellerMarginEarned: z.object({ ...one, ...margin, dueAt: Instant }),
  /** Goods of the parcel came back, and with them their margin. */
  ResellerMarginReversed: z.object({ ...one, ...margin, reversalId: Id }),
  /** What was owed then belongs to this payout, and to no other. */
  SettlementClaimed: z.object({ ...one, payoutId: Id, amountPaise: SignedPaise }),
};
export type SettlementEvent = MessageOf<typeof settlementEvents>;

const payout = { payoutId: Id, vendorId: VendorId, amountPaise: Paise };
export const payoutEvents = {
  PayoutPrepared: z.object({
    ...payout,
    items: z
      .array(z.object({ settlementId: Id, amountPaise: SignedPaise }))
      .min(1)
      .max(PAYOUT_ITEMS_MAX),
  }),
  /** The transfer was made; `reference` is the bank's. */
  PayoutPaid: z.object({ ...payout, reference: z.string().min(1).max(100) }),
};
export type PayoutEvent = MessageOf<typeof payoutEvents>;
