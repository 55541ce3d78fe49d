import { reject, type Decider } from '../../kernel/decider.ts';
import type { InvoiceCommand } from './commands.ts';
import type { DocumentKind, InvoiceEvent } from './events.ts';

/** Documents of one series, in the order of their numbers. */
export type InvoiceSeries = { readonly documentIds: readonly string[] };
export type InvoiceRejection = 'InvoiceSeriesFull';

/** Seven digits remain of the sixteen characters; a series is one month, so that its stream ends. */
export const SERIES_MAX = 9_999_999;
const SERIAL_DIGITS = 5;
const PREFIX: Readonly<Record<DocumentKind, string>> = { invoice: 'INV', creditNote: 'CRN' };

/** `INV/2601/00042`: unique for a seller in a financial year, since the month is in it. */
export const documentNumber = (kind: DocumentKind, month: string, serial: number): string =>
  `${PREFIX[kind]}/${month.slice(2, 4)}${month.slice(5)}/${String(serial).padStart(SERIAL_DIGITS, '0')}`;

/** Counts without a gap: a number is given in the same event that uses it. */
export const invoiceDecider: Decider<InvoiceSeries, InvoiceCommand, InvoiceEvent, InvoiceRejection> = {
  initial: { documentIds: [] },
  evolve: ({ documentIds }, { data }) => ({ documentIds: [...documentIds, data.documentId] }),
  decide: ({ data }, { documentIds }, now) => {
    if (documentIds.includes(data.documentId)) return [];
    const serial = documentIds.length + 1;
    if (serial > SERIES_MAX) return reject('InvoiceSeriesFull');
    const number = documentNumber(data.kind, data.month, serial);
    return [{ type: 'TaxDocumentIssued', data: { ...data, number, serial, issuedAt: now } }];
  },
};
