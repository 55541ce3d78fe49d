import { z } from 'zod';
import { profileAsOf, vendor } from '../../domains/catalogue/index.ts';
import { sql } from '../../domains/kernel/projection.ts';
import { FileAnswer, readRoute, Refusal, type ReadContext } from '../../domains/kernel/routes.ts';
import { order, type Order, type TaxDocumentRow } from '../../domains/order/index.ts';
import { Money, money } from '../../domains/pricing/index.ts';
import { Id, Instant, OrderId } from '../../event-schemas/primitives.ts';
import { contentOf, supplyOf } from './orders-invoice-content.ts';
import { drawTaxDocument } from './orders-invoice-pdf.ts';
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

/** The seller as she was when the document was issued: what it says never changes. */
const sellerOf = async ({ vendor_id, issued_at }: TaxDocumentRow, context: ReadContext) =>
  profileAsOf(await context.history(vendor, vendor_id), issued_at) ?? { name: 'Seller' };

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
          /** Between businesses: for an order that was resold, or placed with a GSTIN. */
          supply: z.enum(['B2B', 'B2C']),
          /** What the document is about: goods, and fees where it states them. */
          total: Money,
          issuedAt: Instant,
        }),
      ),
    }),
    projections: PROJECTIONS,
    run: async ({ params: { id } }, context) => {
      const rows = await documentsOf(await visibleOrder(id, context), context);
      const supply = supplyOf((await context.facts(order, id)).state!);
      return {
        documents: rows.map(({ document_id, kind, number, vendor_id, lines, fees, issued_at }) => ({
          id: document_id,
          kind,
          number,
          vendorId: vendor_id,
          supply,
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
      const rows = await documentsOf(seen, context);
      const index = rows.findIndex(({ document_id }) => document_id === documentId);
      const row = rows[index];
      // A document is the same for whoever may have it, so it is drawn from the whole order.
      const { state: whole } = await context.facts(order, id);
      if (row === undefined || whole === undefined)
        throw new Refusal('InvoiceNotFound', 'This order has no such document.');
      const before = rows.slice(0, index).filter(({ vendor_id }) => vendor_id === row.vendor_id);
      const bytes = await drawTaxDocument(contentOf(row, whole, await sellerOf(row, context), before));
      return new FileAnswer(bytes, 'application/pdf', `${row.number.replaceAll('/', '-')}.pdf`);
    },
  }),
];
