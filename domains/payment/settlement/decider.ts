import type { OrderId, VendorId } from '../../../event-schemas/primitives.ts';
import { reject, type Decider, type Decision } from '../../kernel/decider.ts';
import { portionOf } from '../../pricing/split.ts';
import type { SettlementCommand } from './commands.ts';
import type { FeeKind, SettlementEvent } from './events.ts';
import { feeList, feesOf } from './fees.ts';

type Known = {
  readonly vendorId: VendorId;
  readonly orderId: OrderId;
  readonly dueAt: string;
  /** What the seller keeps of the sale so far, and the tax inside it. */
  readonly salePaise: number;
  readonly taxPaise: number;
  readonly fees: Readonly<Record<FeeKind, number>>;
  readonly reversalIds: readonly string[];
  readonly claimedPaise: number;
  readonly payoutIds: readonly string[];
  /** Who resold the parcel, and what she earns by it so far. */
  readonly reseller?: { readonly resellerId: string; readonly marginPaise: number };
};
/** Undefined before the parcel was delivered. */
export type Settlement = Known | undefined;
export type SettlementRejection =
  'SettlementNotFound' | 'SettlementIdTaken' | 'SettlementNotDue' | 'NothingToPayOut' | 'ReversalExceedsSale';

const NO_FEES = { commission: 0, commissionTax: 0, tcs: 0, tds: 0 };
const feesPaise = (fees: Known['fees']): number => Object.values(fees).reduce((sum, paise) => sum + paise, 0);

/** Owed to the seller and in no payout yet; below zero when paid goods came back. */
export const openPaise = ({ salePaise, fees, claimedPaise }: Known): number =>
  salePaise - feesPaise(fees) - claimedPaise;

const withFee = (known: Known, kind: FeeKind, amountPaise: number): Known => ({
  ...known,
  fees: { ...known.fees, [kind]: known.fees[kind] + amountPaise },
});

const withMargin = (known: Known, resellerId: string, morePaise: number): Known => ({
  ...known,
  reseller: { resellerId, marginPaise: (known.reseller?.marginPaise ?? 0) + morePaise },
});

const evolve = (state: Settlement, { type, data }: SettlementEvent): Settlement => {
  if (type === 'VendorSaleSettled') return { ...data, fees: NO_FEES, reversalIds: [], claimedPaise: 0, payoutIds: [] };
  if (state === undefined) throw new Error(`a settlement begins with ${type}`);
  switch (type) {
    case 'VendorFeeCharged':
      return withFee(state, data.kind, data.amountPaise);
    case 'VendorSaleReversed':
      return {
        ...state,
        salePaise: state.salePaise - data.salePaise,
        taxPaise: state.taxPaise - data.taxPaise,
        reversalIds: [...state.reversalIds, data.reversalId],
      };
    case 'VendorFeeReversed':
      return withFee(state, data.kind, -data.amountPaise);
    case 'ResellerMarginEarned':
      return withMargin(state, data.resellerId, data.marginPaise);
    case 'ResellerMarginReversed':
      return withMargin(state, data.resellerId, -data.marginPaise);
    case 'SettlementClaimed':
      return {
        ...state,
        claimedPaise: state.claimedPaise + data.amountPaise,
        payoutIds: [...state.payoutIds, data.payoutId],
      };
  }
};

type Decided = Decision<SettlementEvent, SettlementRejection>;
type DataOf<T extends SettlementCommand['type']> = Extract<SettlementCommand, { type: T }>['data'];

const settle = ({ reseller, ...data }: DataOf<'SettleVendorSale'>, state: Settlement): Decided => {
  const { settlementId, vendorId, orderId, salePaise, taxPaise } = data;
  if (state !== undefined)
    return state.vendorId === vendorId && state.orderId === orderId ? [] : reject('SettlementIdTaken');
  const charged = feeList(feesOf(salePaise, taxPaise)).map(({ kind, amountPaise }): SettlementEvent => ({
    type: 'VendorFeeCharged',
    data: { settlementId, vendorId, orderId, kind, amountPaise },
  }));
  const ids = { settlementId, vendorId, orderId };
  const margin: SettlementEvent[] =
    reseller === undefined ? [] : [{ type: 'ResellerMarginEarned', data: { ...ids, ...reseller } }];
  return [{ type: 'VendorSaleSettled', data }, ...charged, ...margin];
};

/** Never more than she still has of the parcel. */
const marginBack = (
  { reversalId, settlementId, marginPaise: askedPaise = 0 }: DataOf<'ReverseVendorSale'>,
  state: Known,
) => {
  const { vendorId, orderId, reseller } = state;
  const marginPaise = Math.min(askedPaise, reseller?.marginPaise ?? 0);
  if (reseller === undefined || marginPaise === 0) return [];
  const { resellerId } = reseller;
  const data = { settlementId, vendorId, orderId, reversalId, resellerId, marginPaise };
  return [{ type: 'ResellerMarginReversed', data } satisfies SettlementEvent];
};

/** Fees come back as the difference of what they were and what they are of the rest, so that all of it gives back all. */
const reverse = (data: DataOf<'ReverseVendorSale'>, state: Known): Decided => {
  if (state.reversalIds.includes(data.reversalId)) return [];
  if (data.salePaise > state.salePaise) return reject('ReversalExceedsSale');
  const taxPaise = data.salePaise === 0 ? 0 : portionOf(state.taxPaise, data.salePaise, state.salePaise);
  const { vendorId, orderId } = state;
  const left = feesOf(state.salePaise - data.salePaise, state.taxPaise - taxPaise);
  const ids = { settlementId: data.settlementId, vendorId, orderId, reversalId: data.reversalId };
  const back = {
    commission: state.fees.commission - left.commission,
    commissionTax: state.fees.commissionTax - left.commissionTax,
    tcs: state.fees.tcs - left.tcs,
    tds: state.fees.tds - left.tds,
  };
  return [
    { type: 'VendorSaleReversed', data: { ...ids, salePaise: data.salePaise, taxPaise } },
    ...feeList(back).map((fee): SettlementEvent => ({ type: 'VendorFeeReversed', data: { ...ids, ...fee } })),
    ...marginBack(data, state),
  ];
};

const claim = ({ settlementId, payoutId }: DataOf<'ClaimSettlement'>, state: Known, now: string): Decided => {
  if (state.payoutIds.includes(payoutId)) return [];
  if (now < state.dueAt) return reject('SettlementNotDue');
  const amountPaise = openPaise(state);
  if (amountPaise === 0) return reject('NothingToPayOut');
  const { vendorId, orderId } = state;
  return [{ type: 'SettlementClaimed', data: { settlementId, vendorId, orderId, payoutId, amountPaise } }];
};

/** One parcel's account with its seller. */
export const settlementDecider: Decider<Settlement, SettlementCommand, SettlementEvent, SettlementRejection> = {
  initial: undefined,
  evolve,
  decide: (command, state, now) => {
    if (command.type === 'SettleVendorSale') return settle(command.data, state);
    if (state === undefined) return reject('SettlementNotFound');
    return command.type === 'ReverseVendorSale' ? reverse(command.data, state) : claim(command.data, state, now);
  },
};
