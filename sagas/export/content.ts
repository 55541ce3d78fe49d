import { stringify } from 'csv-stringify/sync';
import type { ExportTerms } from '../../domains/export/events.ts';
import type { ExportRow } from './page.ts';

/** The text of one file. A cell that a spreadsheet would take for a formula begins with an apostrophe. */
export const contentOf = (format: ExportTerms['format'], rows: readonly ExportRow[]): string => {
  if (format === 'csv')
    return stringify([...rows], { header: true, escape_formulas: true, cast: { boolean: (value) => String(value) } });
  return rows.map((row) => `${JSON.stringify(row)}\n`).join('');
};
