import { defineProjection } from '../../kernel/projection.ts';
import type { LineQuantity } from '../lines.ts';
import type { InvoiceEvent } from './events.ts';

export type TaxDocumentRow = {
  readonly document_id: string;
  readonly kind: string;
  readonly number: string;
  readonly order_id: string;
  readonly vendor_id: string;
  readonly lines: readonly LineQuantity[];
  readonly fees: { readonly shippingPaise: number; readonly codFeePaise: number } | null;
  readonly issued_at: string;
};

/** Which invoices and credit notes an order has; what is printed on them is folded from the order. */
export const taxDocumentProjection = defineProjection<InvoiceEvent, TaxDocumentRow>({
  service: 'orders',
  name: 'tax_document',
  version: 2,
  columns: {
    document_id: 'uuid',
    kind: 'text',
    number: 'text',
    order_id: 'uuid',
    vendor_id: 'uuid',
    lines: 'jsonb',
    fees: 'jsonb',
    issued_at: 'text',
  },
  key: 'document_id',
  indexes: ['(order_id, issued_at)', '(vendor_id, issued_at)'],
  handles: ['TaxDocumentIssued'],
  keysOf: ({ data }) => [data.documentId],
  evolve: (_, { data }) => ({
    document_id: data.documentId,
    kind: data.kind,
    number: data.number,
    order_id: data.orderId,
    vendor_id: data.vendorId,
    lines: data.lines,
    fees: data.fees ?? null,
    issued_at: data.issuedAt,
  }),
});
