import { defineProjection } from '../../kernel/projection.ts';
import type { PayoutEvent, SettlementEvent } from './events.ts';

export type SettlementRow = {
  readonly settlement_id: string;
  readonly vendor_id: string;
  readonly order_id: string;
  /** What the buyer paid for goods that were kept. */
  readonly sale_paise: number;
  readonly fees_paise: number;
  /** Owed and in no payout yet; below zero when paid goods came back. */
  readonly open_paise: number;
  readonly payout_ids: readonly string[];
  readonly due_at: string;
  readonly changed_at: string;
};

/** What moves the seller's account; the margin of a reseller is no part of it. */
export type SaleEvent = Exclude<SettlementEvent, { type: `ResellerMargin${string}` }>;

const change = ({ type, data }: SaleEvent): Pick<SettlementRow, 'sale_paise' | 'fees_paise' | 'open_paise'> => {
  switch (type) {
    case 'VendorSaleSettled':
      return { sale_paise: data.salePaise, fees_paise: 0, open_paise: data.salePaise };
    case 'VendorFeeCharged':
      return { sale_paise: 0, fees_paise: data.amountPaise, open_paise: -data.amountPaise };
    case 'VendorSaleReversed':
      return { sale_paise: -data.salePaise, fees_paise: 0, open_paise: -data.salePaise };
    case 'VendorFeeReversed':
      return { sale_paise: 0, fees_paise: -data.amountPaise, open_paise: data.amountPaise };
    case 'SettlementClaimed':
      return { sale_paise: 0, fees_paise: 0, open_paise: -data.amountPaise };
  }
};

/** A seller's account, parcel by parcel. */
export const settlementProjection = defineProjection<SaleEvent, SettlementRow>({
  service: 'payments',
  name: 'settlement',
  version: 1,
  columns: {
    settlement_id: 'uuid',
    vendor_id: 'uuid',
    order_id: 'uuid',
    sale_paise: 'bigint',
    fees_paise: 'bigint',
    open_paise: 'bigint',
    payout_ids: 'uuid[]',
    due_at: 'text',
    changed_at: 'text',
  },
  key: 'settlement_id',
  indexes: [
    '(vendor_id, due_at desc, settlement_id desc)',
    '(vendor_id, due_at) where open_paise <> 0',
    'using gin (payout_ids)',
  ],
  handles: ['VendorSaleSettled', 'VendorFeeCharged', 'VendorSaleReversed', 'VendorFeeReversed', 'SettlementClaimed'],
  keysOf: ({ data }) => [data.settlementId],
  evolve: (before, event, settlementId) => {
    const { type, data, metadata } = event;
    if (before === undefined && type !== 'VendorSaleSettled') return undefined;
    const moved = change(event);
    return {
      settlement_id: settlementId,
      vendor_id: data.vendorId,
      order_id: data.orderId,
      sale_paise: (before?.sale_paise ?? 0) + moved.sale_paise,
      fees_paise: (before?.fees_paise ?? 0) + moved.fees_paise,
      open_paise: (before?.open_paise ?? 0) + moved.open_paise,
      payout_ids: [...(before?.payout_ids ?? []), ...(type === 'SettlementClaimed' ? [data.payoutId] : [])],
      due_at: type === 'VendorSaleSettled' ? data.dueAt : before!.due_at,
      changed_at: metadata.recordedAt,
    };
  },
});

export type PayoutRow = {
  readonly payout_id: string;
  readonly vendor_id: string;
  readonly amount_paise: number;
  readonly items: readonly { readonly settlementId: string; readonly amountPaise: number }[];
  readonly reference: string | null;
  readonly prepared_at: string;
  readonly paid_at: string | null;
};

/** Transfers to sellers, each with the parcels that it pays. */
export const payoutProjection = defineProjection<PayoutEvent, PayoutRow>({
  service: 'payments',
  name: 'payout',
  version: 1,
  columns: {
    payout_id: 'uuid',
    vendor_id: 'uuid',
    amount_paise: 'bigint',
    items: 'jsonb',
    reference: 'text',
    prepared_at: 'text',
    paid_at: 'text',
  },
  key: 'payout_id',
  indexes: ['(vendor_id, prepared_at desc, payout_id desc)'],
  handles: ['PayoutPrepared', 'PayoutPaid'],
  keysOf: ({ data }) => [data.payoutId],
  evolve: (before, { type, data, metadata }, payoutId) => {
    if (type === 'PayoutPaid')
      return before === undefined ? undefined : { ...before, reference: data.reference, paid_at: metadata.recordedAt };
    const { vendorId, amountPaise, items } = data;
    return {
      payout_id: payoutId,
      vendor_id: vendorId,
      amount_paise: amountPaise,
      items,
      reference: null,
      prepared_at: metadata.recordedAt,
      paid_at: null,
    };
  },
});
