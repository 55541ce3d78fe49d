import { z } from 'zod';
import { Id, Instant, OrderId, Paise, UserId, VendorId, type MessageOf } from '../../../event-schemas/primitives.ts';
import { LINES_MAX, LineQuantity } from '../lines.ts';

/** A tax invoice when goods leave, a credit note when they come back. */
export const DocumentKind = z.enum(['invoice', 'creditNote']);
export type DocumentKind = z.infer<typeof DocumentKind>;
/** Indian tax law (CGST Rule 46): at most 16 characters. */
export const DocumentNumber = z.string().regex(/^[A-Z0-9/-]{1,16}$/);

export const document = {
  /** One seller, one kind, one month: such a series is counted without a gap. */
  seriesId: Id,
  documentId: Id,
  kind: DocumentKind,
  month: z.string().regex(/^\d{4}-\d{2}$/),
  orderId: OrderId,
  userId: UserId,
  vendorId: VendorId,
  /** None on a credit note for fees alone. */
  lines: z.array(LineQuantity.omit({ earning: true, marginPaise: true })).max(LINES_MAX),
  fees: z.object({ shippingPaise: Paise, codFeePaise: Paise }).optional(),
};
export const invoiceEvents = {
  TaxDocumentIssued: z.object({ ...document, number: DocumentNumber, serial: z.int().positive(), issuedAt: Instant }),
};
export type InvoiceEvent = MessageOf<typeof invoiceEvents>;
