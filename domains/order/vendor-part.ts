import { portionOf } from '../pricing/split.ts';
import { givenBack } from './facts.ts';
import type { LineQuantity } from './lines.ts';
import type { Edit, Line, Order, Return, Shipment } from './state.ts';

type Own = (line: { readonly vendorId: string }) => boolean;
const sumOf = <T>(parts: readonly T[], paise: (part: T) => number): number =>
  parts.reduce((sum, part) => sum + paise(part), 0);
const worthOf = (lines: readonly { readonly totalPaise: number }[]): number =>
  sumOf(lines, ({ totalPaise }) => totalPaise);

const editPart = (edit: Edit, own: Own): Edit[] => {
  const { added, status } = edit;
  const joined = added.filter(own);
  const gone = edit.removed.filter(own);
  if (joined.length + gone.length === 0) return [];
  const differencePaise = worthOf(joined) - worthOf(gone);
  const change = { added: joined, removed: gone, duePaise: Math.max(0, differencePaise) };
  return [{ ...edit, ...change, differencePaise: status === 'applied' ? differencePaise : 0 }];
};

const returnPart = (known: Return, own: Own): Return[] => {
  const lines = known.lines.filter(own);
  if (lines.length === 0) return [];
  const { accepted } = known;
  if (accepted === undefined) return [{ ...known, lines }];
  const back = accepted.lines.filter(own);
  const refundPaise = accepted.kind === 'refund' ? worthOf(back) : 0;
  return [{ ...known, lines, accepted: { ...accepted, lines: back, refundPaise, coins: 0 } }];
};

/** What the buyer wrote to the courier, with the number to call, is for the courier. */
const parcelPart = (shipment: Shipment): Shipment => {
  if (shipment.answer === undefined) return shipment;
  const { type, attempt, on } = shipment.answer;
  return { ...shipment, answer: { type, attempt, on } };
};

const moneyPart = (lines: readonly Line[]) => {
  const placed = lines.filter(({ bookingId }) => bookingId === undefined);
  return {
    subtotalPaise: sumOf(placed, ({ subtotalPaise }) => subtotalPaise),
    promotionDiscountPaise: sumOf(placed, ({ promotionDiscountPaise }) => promotionDiscountPaise),
    couponDiscountPaise: sumOf(placed, ({ couponDiscountPaise }) => couponDiscountPaise),
    coinDiscountPaise: sumOf(placed, ({ coinDiscountPaise }) => coinDiscountPaise),
    taxPaise: sumOf(placed, ({ taxPaise }) => taxPaise),
    totalPaise: worthOf(placed),
    ...{ shippingPaise: 0, codFeePaise: 0, feeTaxPaise: 0, storeCreditPaise: 0 },
  };
};

/** Of such a part, in paise: what its lines cost, and what of that has neither been cancelled nor come back. */
export const worthOfPart = (part: Order): { readonly totalPaise: number; readonly keptPaise: number } => {
  const totalPaise = part.totalPaise + sumOf(part.edits, ({ differencePaise }) => differencePaise);
  const gone = new Map(givenBack(part).map(({ lineId, quantity }) => [lineId, quantity]));
  return {
    totalPaise,
    keptPaise: sumOf(
      part.lines,
      (line) => line.totalPaise - portionOf(line.totalPaise, gone.get(line.lineId) ?? 0, line.quantity),
    ),
  };
};

/**
 * The order as these vendors may know it: their lines, parcels and returns, with the money of these lines alone, and of the
 * buyer only where the parcels go. What the buyer pays for delivery, with which tenders, coupons and coins, and whatever
 * belongs to another vendor is not their business.
 */
export const vendorPart = (order: Order, vendorIds: readonly string[]): Order => {
  const own: Own = ({ vendorId }) => vendorIds.includes(vendorId);
  const lines = order.lines.filter(own);
  const ownWorth = (pieces: readonly LineQuantity[]): number => worthOf(pieces.filter(own));
  const refunds = order.refunds.flatMap(({ refundId }) => {
    const known = order.refundedLines.find((refund) => refund.refundId === refundId);
    return known === undefined ? [] : [{ refundId, amountPaise: ownWorth(known.lines) }];
  });
  return {
    ...order,
    ...moneyPart(lines),
    lines,
    address: order.address === null ? null : { ...order.address, phone: '' },
    ...{ couponId: undefined, promotions: [], coins: 0, gstin: undefined, resellerId: undefined },
    ...{ funds: [], storeCredit: { paidPaise: 0, givenPaise: 0 }, feesInvoiced: undefined, refundedLines: [] },
    refunds: refunds.filter(({ amountPaise }) => amountPaise > 0),
    cancellations: order.cancellations
      .filter((cancellation) => cancellation.lines.some(own))
      .map((each) => ({
        ...each,
        lines: each.lines.filter(own),
        refundPaise: each.refundPaise === 0 ? 0 : ownWorth(each.lines),
      })),
    edits: order.edits.flatMap((edit) => editPart(edit, own)),
    shipments: order.shipments.filter(own).map(parcelPart),
    bookings: order.bookings.filter(own),
    returns: order.returns.flatMap((known) => returnPart(known, own)),
  };
};
