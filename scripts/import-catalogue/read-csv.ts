import { createReadStream } from 'node:fs';
import { parse, type Info } from 'csv-parse';
import { COLUMNS, type BadRow, type CsvRecord } from './rows.ts';

type Line = { readonly record: CsvRecord; readonly line: number };

const open = (file: string, onBad: (bad: BadRow) => void) => {
  const source = createReadStream(file);
  const parser = parse({
    bom: true,
    columns: (header: string[]) => {
      const missing = COLUMNS.filter((column) => !header.includes(column));
      if (missing.length > 0) throw new Error(`${file} lacks the columns ${missing.join(', ')}`);
      return header;
    },
    info: true,
    trim: true,
    skip_empty_lines: true,
    skip_records_with_error: true,
    on_skip: (error) => {
      const line = error?.['lines'];
      onBad({ line: typeof line === 'number' ? line : 0, reason: error?.message ?? 'not a record' });
      return undefined;
    },
  });
  source.on('error', (error) => parser.destroy(error));
  return source.pipe(parser);
};

/** The records of the file with the line each ends at; lines that are no records go to `onBad`. Holds no more than a page. */
export const readCsv = async function* (file: string, onBad: (bad: BadRow) => void): AsyncGenerator<Line> {
  for await (const entry of open(file, onBad)) {
    const { record, info } = entry as { record: CsvRecord; info: Info };
    yield { record, line: info.lines };
  }
};

export const countRecords = async (file: string): Promise<number> => {
  let count = 0;
  for await (const { line } of readCsv(file, () => undefined)) count += line > 0 ? 1 : 0;
  return count;
};
