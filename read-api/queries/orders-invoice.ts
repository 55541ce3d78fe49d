import { z } from 'zod';
import { vendor } from '../../domains/catalogue/index.ts';
import { sql } from '../../domains/kernel/projection.ts';
import { FileAnswer, readRoute, Refusal, type ReadContext } from '../../domains/kernel/routes.ts';
import { order, tendersOf, type Order, type TaxDocumentRow } from '../../domains/order/index.ts';
import { orderPolicy } from '../../domains/policy/order.ts';
import {
  DELIVERY_SERVICE_CODE,
  feeTaxBasisPoints,
  Money,
  money,
  splitByWeight,
  taxInside,
} from '../../domains/pricing/index.ts';
import { Id, Instant, OrderId } from '../../event-schemas/primitives.ts';
import { drawTaxDocument, type TaxDocument } from './orders-invoice-pdf.ts';
import { visibleOrder } from './orders.ts';

const READERS = ['customer', 'reseller', 'vendor', 'support', 'admin', 'service'] as const;
const PROJECTIONS = ['tax_document'];
const DOCUMENTS_MAX = 500;
const One = z.object({ id: OrderId });

const documentsOf = (order: Order, context: ReadContext): Promise<readonly TaxDocumentRow[]> => {
  const vendorIds = [...new Set(order.lines.map(({ vendorId }) => vendorId))];
  return context.query<TaxDocumentRow>(sql`select * from orders.tax_document where order_id = ${order.orderId}::uuid
    and vendor_id = any(${vendorIds}::uuid[]) order by issued_at, number limit ${DOCUMENTS_MAX}`);
};

const FEES = [
  { name: 'Delivery', of: 'shippingPaise' },
  { name: 'Cash on delivery', of: 'codFeePaise' },
] as const;
const feeLines = ({ fees }: TaxDocumentRow, { placedAt }: Order): TaxDocument['lines'] =>
  FEES.filter(({ of }) => (fees?.[of] ?? 0) > 0).map(({ name, of }) => {
    const totalPaise = fees![of];
    const taxBasisPoints = feeTaxBasisPoints(placedAt);
    const taxPaise = taxInside(totalPaise, taxBasisPoints);
    const service = { name, hsnCode: DELIVERY_SERVICE_CODE, quantity: 1, totalPaise };
    return { ...service, taxBasisPoints, taxPaise, taxablePaise: totalPaise - taxPaise };
  });

const TENDERS = { gateway: 'Online', cash: 'Cash on delivery', storeCredit: 'Store credit' } as const;

const factsOf = (row: TaxDocumentRow, order: Order, seller: string): Omit<TaxDocument, 'paidBy'> => ({
  title: row.kind === 'invoice' ? 'Tax invoice' : 'Credit note',
  number: row.number,
  issuedAt: row.issued_at,
  orderNumber: order.orderNumber,
  placedAt: order.placedAt,
  seller,
  buyer: order.address,
  buyerGstin: order.gstin,
  placeOfSupply: order.placeOfSupply,
  isWithinState: order.placeOfSupply.toLowerCase() === orderPolicy.sellerState.value.toLowerCase(),
  lines: [
    ...row.lines.map(({ lineId, quantity, totalPaise }) => {
      const line = order.lines.find((candidate) => candidate.lineId === lineId);
      const taxBasisPoints = line?.taxBasisPoints ?? 0;
      const taxPaise = taxInside(totalPaise, taxBasisPoints);
      const name = [line?.name, line?.colour, line?.size].filter((part) => part !== undefined).join(', ');
      const goods = { name, hsnCode: line?.hsnCode ?? '', quantity, totalPaise };
      return { ...goods, taxBasisPoints, taxPaise, taxablePaise: totalPaise - taxPaise };
    }),
    ...feeLines(row, order),
  ],
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

/** What the law wants to see, worked out from what the order froze. */
export const contentOf = (row: TaxDocumentRow, order: Order, seller: string): TaxDocument => {
  const facts = factsOf(row, order, seller);
  return { ...facts, paidBy: row.kind === 'invoice' ? paidBy(facts.lines, order) : [] };
};

export const invoiceReads = [
  readRoute({
    path: '/orders/:id/invoices',
    namesBuyerOf: 'id',
    tag: 'Orders',
    allow: READERS,
    summary: 'The invoices and credit notes of an order, oldest first',
    params: One,
    reply: z.object({
      documents: z.array(
        z.object({
          id: Id,
          kind: z.enum(['invoice', 'creditNote']),
          number: z.string(),
          vendorId: Id,
          /** What the document is about: goods, and fees where it states them. */
          total: Money,
          issuedAt: Instant,
        }),
      ),
    }),
    projections: PROJECTIONS,
    run: async ({ params: { id } }, context) => {
      const rows = await documentsOf(await visibleOrder(id, context), context);
      return {
        documents: rows.map(({ document_id, kind, number, vendor_id, lines, fees, issued_at }) => ({
          id: document_id,
          kind,
          number,
          vendorId: vendor_id,
          total: money(
            lines.reduce(
              (sum, { totalPaise }) => sum + totalPaise,
              (fees?.shippingPaise ?? 0) + (fees?.codFeePaise ?? 0),
            ),
          ),
          issuedAt: issued_at,
        })),
      };
    },
  }),
  readRoute({
    path: '/orders/:id/invoices/:documentId',
    namesBuyerOf: 'id',
    tag: 'Orders',
    allow: READERS,
    summary: 'One invoice or credit note as PDF',
    params: One.extend({ documentId: Id }),
    reply: z.string().meta({ description: 'application/pdf' }),
    projections: PROJECTIONS,
    run: async ({ params: { id, documentId } }, context) => {
      const seen = await visibleOrder(id, context);
      const row = (await documentsOf(seen, context)).find(({ document_id }) => document_id === documentId);
      // A document is the same for whoever may have it, so it is drawn from the whole order.
      const { state: whole } = await context.facts(order, id);
      if (row === undefined || whole === undefined)
        throw new Refusal('InvoiceNotFound', 'This order has no such document.');
      const { state: seller } = await context.facts(vendor, row.vendor_id);
      const bytes = await drawTaxDocument(contentOf(row, whole, seller?.profile.name ?? 'Seller'));
      return new FileAnswer(bytes, 'application/pdf', `${row.number.replaceAll('/', '-')}.pdf`);
    },
  }),
];
