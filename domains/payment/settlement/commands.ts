import type { MessageOf } from '../../../event-schemas/primitives.ts';
import { payoutEvents, settlementEvents } from './events.ts';

const { VendorSaleSettled, VendorSaleReversed, SettlementClaimed, ResellerMarginEarned } = settlementEvents;

export const settlementCommands = {
  /** With `reseller`, who earns what was paid beyond `salePaise`. */
  SettleVendorSale: VendorSaleSettled.extend({
    reseller: ResellerMarginEarned.pick({ resellerId: true, marginPaise: true, dueAt: true }).optional(),
  }),
  /** `marginPaise` is the reseller's part of what came back. */
  ReverseVendorSale: VendorSaleReversed.pick({ settlementId: true, reversalId: true, salePaise: true }).extend({
    marginPaise: ResellerMarginEarned.shape.marginPaise.optional(),
  }),
  ClaimSettlement: SettlementClaimed.pick({ settlementId: true, payoutId: true }),
};
export type SettlementCommand = MessageOf<typeof settlementCommands>;

export const payoutCommands = {
  PreparePayout: payoutEvents.PayoutPrepared.omit({ amountPaise: true }),
  RecordPayout: payoutEvents.PayoutPaid.pick({ payoutId: true, reference: true }),
};
export type PayoutCommand = MessageOf<typeof payoutCommands>;
