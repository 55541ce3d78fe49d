import { indianDay } from '../../domains/kernel/calendar.ts';
import { tendersOf, type Order, type TaxDocumentRow } from '../../domains/order/index.ts';
import { orderPolicy } from '../../domains/policy/order.ts';
import { stateNamed, stateOfGstin } from '../../domains/policy/state-codes.ts';
import {
  DELIVERY_SERVICE_CODE,
  feeTaxBasisPoints,
  portionOf,
  splitByWeight,
  taxInside,
} from '../../domains/pricing/index.ts';
import type { VendorProfile } from '../../domains/catalogue/index.ts';
import type { TaxDocument, TaxLine } from './orders-invoice-pdf.ts';

const FEES = [
  { name: 'Delivery', of: 'shippingPaise' },
  { name: 'Cash on delivery', of: 'codFeePaise' },
] as const;
const TENDERS = { gateway: 'Online', cash: 'Cash on delivery', storeCredit: 'Store credit' } as const;

const feeLines = ({ fees }: TaxDocumentRow, { placedAt }: Order): TaxLine[] =>
  FEES.filter(({ of }) => (fees?.[of] ?? 0) > 0).map(({ name, of }) => {
    const totalPaise = fees![of];
    const taxBasisPoints = feeTaxBasisPoints(placedAt);
    const taxPaise = taxInside(totalPaise, taxBasisPoints);
    const service = { name, hsnCode: DELIVERY_SERVICE_CODE, quantity: 1, grossPaise: totalPaise, totalPaise };
    return { ...service, taxBasisPoints, taxPaise, taxablePaise: totalPaise - taxPaise };
  });

const piecesIn = (rows: readonly TaxDocumentRow[], lineId: string): number =>
  rows.flatMap(({ lines }) => lines).reduce((sum, line) => (line.lineId === lineId ? sum + line.quantity : sum), 0);

/**
 * Goods with the tax that the order froze, in running totals over the pieces: what an invoice taxed, its credit notes give back
 * to the paisa once everything of it came back.
 */
const goodsLines = (row: TaxDocumentRow, order: Order, before: readonly TaxDocumentRow[]): TaxLine[] =>
  row.lines.map(({ lineId, quantity, totalPaise }) => {
    const line = order.lines.find((candidate) => candidate.lineId === lineId)!;
    const invoices = row.kind === 'invoice' ? [row] : before.filter(({ kind }) => kind === 'invoice');
    const credited = piecesIn(
      before.filter(({ kind }) => row.kind === 'creditNote' && kind === 'creditNote'),
      lineId,
    );
    const first = line.quantity - piecesIn(invoices, lineId) + credited;
    const taxUpTo = (pieces: number): number => portionOf(line.taxPaise, pieces, line.quantity);
    const taxPaise = taxUpTo(first + quantity) - taxUpTo(first);
    return {
      name: [line.name, line.colour, line.size].filter((part) => part !== undefined).join(', '),
      hsnCode: line.hsnCode ?? '',
      quantity,
      grossPaise: line.unitPaise * quantity,
      taxBasisPoints: line.taxBasisPoints,
      taxPaise,
      taxablePaise: totalPaise - taxPaise,
      totalPaise,
    };
  });

/** The part of the document that each tender of the order pays: of a seller's invoice nobody learns what the others sold. */
const paidBy = (lines: TaxDocument['lines'], order: Order): TaxDocument['paidBy'] => {
  const tenders = tendersOf(order);
  const total = lines.reduce((sum, { totalPaise }) => sum + totalPaise, 0);
  const parts =
    tenders.length === 0
      ? []
      : splitByWeight(
          total,
          tenders.map(({ amount }) => amount.amount),
        );
  return tenders.map(({ tender }, index) => ({ name: TENDERS[tender], paise: parts[index]! }));
};

/** Of a credit note: the invoices that it takes back, which the law wants named. */
const invoicesOf = (row: TaxDocumentRow, before: readonly TaxDocumentRow[]): TaxDocument['against'] => {
  if (row.kind === 'invoice') return [];
  return before
    .filter(({ kind }) => kind === 'invoice')
    .filter(
      ({ lines, fees }) =>
        lines.some(({ lineId }) => row.lines.some((line) => line.lineId === lineId)) ||
        (row.fees !== null && fees !== null),
    )
    .map(({ number, issued_at }) => ({ number, day: indianDay(issued_at) }));
};

/** An order of a reseller is her supply to her customer, and one with a GSTIN is for a business: both are between businesses. */
export const supplyOf = ({ resellerId, gstin }: Pick<Order, 'resellerId' | 'gstin'>): 'B2B' | 'B2C' =>
  resellerId === undefined && gstin === undefined ? 'B2C' : 'B2B';

const sameState = (one: string, other: string): boolean =>
  (stateNamed(one)?.code ?? one.toLowerCase()) === (stateNamed(other)?.code ?? other.toLowerCase());

/**
 * What the law wants to see (CGST Rules 46 and 53), worked out from what the order and the seller's profile of that day say.
 * `before` are the documents of the same seller about this order that were issued earlier.
 */
export const contentOf = (
  row: TaxDocumentRow,
  order: Order,
  seller: Pick<VendorProfile, 'name' | 'business'>,
  before: readonly TaxDocumentRow[],
): TaxDocument => {
  const { business } = seller;
  const lines = [...goodsLines(row, order, before), ...feeLines(row, order)];
  const registeredIn = business?.gstin === undefined ? undefined : stateOfGstin(business.gstin);
  const sellerState = registeredIn?.name ?? business?.state ?? orderPolicy.sellerState.value;
  return {
    title: row.kind === 'invoice' ? 'Tax invoice' : 'Credit note',
    number: row.number,
    issuedOn: indianDay(row.issued_at),
    against: invoicesOf(row, before),
    supply: supplyOf(order),
    orderNumber: order.orderNumber,
    placedOn: indianDay(order.placedAt),
    seller: {
      name: business?.legalName ?? seller.name,
      address: business?.address,
      gstin: business?.gstin,
      state: stateNamed(sellerState) ?? { code: '', name: sellerState },
    },
    buyer: order.address,
    buyerGstin: order.gstin,
    placeOfSupply: stateNamed(order.placeOfSupply) ?? { code: '', name: order.placeOfSupply },
    isWithinState: sameState(order.placeOfSupply, sellerState),
    lines,
    paidBy: row.kind === 'invoice' ? paidBy(lines, order) : [],
  };
};
