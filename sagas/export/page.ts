import type { WriteContext } from '../../domains/kernel/routes.ts';
import type { ExportEvent } from '../../domains/export/events.ts';

/** What a list is made of; each row has the same columns. */
export type ExportRow = Readonly<Record<string, string | number | boolean | null>>;
/** The rows of one file, and where the next one begins; null behind the last. */
export type ExportPage = { readonly rows: readonly ExportRow[]; readonly next: string | null };
type Requested = Extract<ExportEvent, { type: 'ExportRequested' }>['data'];
export type PageAsked = Pick<Requested, 'terms' | 'isSellers'> & { readonly after: string; readonly limit: number };
export type Query = WriteContext['query'];
/** Reads one page of a subject from the read models. */
export type Pages = (asked: PageAsked, query: Query) => Promise<ExportPage>;
