import { settlementPolicy } from '../../policy/settlement.ts';
import { FeeKind } from './events.ts';

const FULL = 10_000;
const share = (paise: number, basisPoints: number): number =>
  Number((BigInt(paise) * BigInt(basisPoints)) / BigInt(FULL));

/** What is kept back of goods that were sold for so much, in paise; `taxPaise` is the tax inside the price. */
export const feesOf = (salePaise: number, taxPaise: number): Readonly<Record<FeeKind, number>> => {
  const commission = share(salePaise, settlementPolicy.commissionBasisPoints.value);
  return {
    commission,
    commissionTax: share(commission, settlementPolicy.commissionTaxBasisPoints.value),
    tcs: share(salePaise - taxPaise, settlementPolicy.tcsBasisPoints.value),
    tds: share(salePaise, settlementPolicy.tdsBasisPoints.value),
  };
};

/** Every kind with an amount, those of nothing left out. */
export const feeList = (fees: Readonly<Record<FeeKind, number>>): { kind: FeeKind; amountPaise: number }[] =>
  FeeKind.options.map((kind) => ({ kind, amountPaise: fees[kind] })).filter(({ amountPaise }) => amountPaise > 0);
