import type { MessageOf } from '../../../event-schemas/primitives.ts';
import { payoutEvents, settlementEvents } from './events.ts';

const { VendorSaleSettled, VendorSaleReversed, SettlementClaimed } = settlementEvents;

export const settlementCommands = {
  SettleVendorSale: VendorSaleSettled,
  ReverseVendorSale: VendorSaleReversed.pick({ settlementId: true, reversalId: true, salePaise: true }),
  ClaimSettlement: SettlementClaimed.pick({ settlementId: true, payoutId: true }),
};
export type SettlementCommand = MessageOf<typeof settlementCommands>;

export const payoutCommands = {
  PreparePayout: payoutEvents.PayoutPrepared.omit({ amountPaise: true }),
  RecordPayout: payoutEvents.PayoutPaid.pick({ payoutId: true, reference: true }),
};
export type PayoutCommand = MessageOf<typeof payoutCommands>;
