import { coinSpending } from '../policy/pricing.ts';
import type { PricedLine, PricedOrder } from './types.ts';
import { portionOf } from './split.ts';

/** Pieces per line that come back, or have come back before. */
export type ReturnedLine = { readonly lineId: string; readonly quantity: number };
type OrderPaid = Pick<PricedOrder, 'shippingPaise' | 'codFeePaise' | 'feeTaxPaise'> & {
  readonly lines: readonly Pick<PricedLine, 'lineId' | 'quantity' | 'totalPaise' | 'taxPaise' | 'coinDiscountPaise'>[];
};

/** `amountPaise` goes back the way it was paid, `coins` into the wallet; `taxPaise` is the tax inside the amount. */
export type Refund = {
  readonly lines: readonly {
    readonly lineId: string;
    readonly quantity: number;
    readonly totalPaise: number;
    readonly taxPaise: number;
  }[];
  readonly feesPaise: number;
  readonly amountPaise: number;
  readonly taxPaise: number;
  readonly coins: number;
  /** Nothing of the order is left with the buyer. */
  readonly complete: boolean;
};

const countOf = (lines: readonly ReturnedLine[], lineId: string): number =>
  lines.reduce((count, line) => (line.lineId === lineId ? count + line.quantity : count), 0);

/** The share of `pieces` out of a line, so that shares of growing piece counts differ by exactly what is due in between. */
const between = (paise: number, before: number, after: number, quantity: number): number =>
  portionOf(paise, after, quantity) - portionOf(paise, before, quantity);

/**
 * What is owed when pieces of an order come back. Every share is the difference of two running totals, so any sequence of
 * partial returns adds up to exactly what was paid, to the paisa and to the coin. Fees (delivery, cash on delivery) belong to
 * the last pieces, and only when `withFees` is set (a cancellation, or a fault of ours).
 * @throws for a line that the order does not have and for more pieces than are left; check both before.
 */
export const refundOf = (
  order: OrderPaid,
  returned: readonly ReturnedLine[],
  alreadyReturned: readonly ReturnedLine[] = [],
  options: { readonly withFees?: boolean } = {},
): Refund => {
  for (const { lineId } of returned)
    if (!order.lines.some((line) => line.lineId === lineId)) throw new Error(`the order has no line ${lineId}`);
  let coinPaiseBefore = 0;
  let coinPaiseAfter = 0;
  const lines: Refund['lines'][number][] = [];
  for (const line of order.lines) {
    const { lineId, quantity } = line;
    const before = countOf(alreadyReturned, lineId);
    const after = before + countOf(returned, lineId);
    if (after > quantity) throw new Error(`only ${quantity - before} of line ${lineId} are left to return`);
    coinPaiseBefore += portionOf(line.coinDiscountPaise, before, quantity);
    coinPaiseAfter += portionOf(line.coinDiscountPaise, after, quantity);
    if (after === before) continue;
    lines.push({
      lineId,
      quantity: after - before,
      totalPaise: between(line.totalPaise, before, after, quantity),
      taxPaise: between(line.taxPaise, before, after, quantity),
    });
  }
  const complete = order.lines.every(
    ({ lineId, quantity }) => countOf(alreadyReturned, lineId) + countOf(returned, lineId) === quantity,
  );
  const withFees = complete && lines.length > 0 && options.withFees === true;
  const feesPaise = withFees ? order.shippingPaise + order.codFeePaise : 0;
  const { coinPaise } = coinSpending.value;
  return {
    lines,
    feesPaise,
    amountPaise: lines.reduce((sum, { totalPaise }) => sum + totalPaise, feesPaise),
    taxPaise: lines.reduce((sum, { taxPaise }) => sum + taxPaise, withFees ? order.feeTaxPaise : 0),
    coins: Math.floor(coinPaiseAfter / coinPaise) - Math.floor(coinPaiseBefore / coinPaise),
    complete,
  };
};
