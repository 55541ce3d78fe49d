import { parse } from 'csv-parse/sync';
import type { IMPORT_FORMATS, ImportSubject } from '../../domains/catalogue/index.ts';
import { Refusal } from '../../domains/kernel/routes.ts';

const TEXTS = [
  ...['externalId', 'vendor', 'name', 'brand', 'description', 'audience', 'hsnCode', 'colour', 'featured'],
  ...['returnPolicy', 'countryOfOrigin', 'slug', 'externalReference'],
];
const NUMBERS = ['pricePaise', 'mrpPaise', 'stock', 'onHand'];
const LISTS = ['categories', 'images', 'videos', 'tags'];
type Columns = { readonly all: readonly string[]; readonly required: readonly string[] };
const NAMES = ['sku', 'productId', 'variantId', 'externalReference'];
const COLUMNS: Readonly<Record<ImportSubject, Columns>> = {
  products: {
    all: [...TEXTS, 'pricePaise', 'mrpPaise', 'stock', ...LISTS, 'sizes', 'publish'],
    required: ['externalId', 'vendor', 'name', 'hsnCode', 'pricePaise'],
  },
  stock: { all: [...NAMES, 'warehouseId', 'onHand'], required: ['onHand'] },
  prices: { all: [...NAMES, 'pricePaise', 'mrpPaise'], required: ['pricePaise'] },
};
export const ROW_BYTES_MAX = 65_536;

const refuse = (detail: string): Refusal => new Refusal('InvalidImportFile', detail);
const listOf = (cell: string): string[] =>
  cell
    .split('|')
    .map((part) => part.trim())
    .filter((part) => part !== '');
/** What is no number stays text, so that the row is refused with the name of its field. */
const numberOf = (cell: string): number | string => (/^-?\d{1,15}$/.test(cell) ? Number(cell) : cell);
/** `S|M|L`, or with a stock of their own `S:4|M:2`. */
const variantsOf = (cell: string): object[] => {
  const sizes = listOf(cell).map((part) => {
    const [, size = part, stock] = /^(.*):(\d{1,9})$/.exec(part) ?? [];
    return { size: size.trim(), ...(stock === undefined ? {} : { stock: Number(stock) }) };
  });
  return sizes.length === 0 ? [{}] : sizes;
};
const valueOf = (column: string, cell: string): unknown => {
  if (NUMBERS.includes(column)) return numberOf(cell);
  if (LISTS.includes(column)) return listOf(cell);
  if (column === 'publish') return cell === 'true' ? true : cell === 'false' ? false : cell;
  return cell;
};

const rowOf = (subject: ImportSubject, { sizes = '', ...cells }: Record<string, string>): object => {
  const filled = Object.entries(cells).filter((entry) => entry[1] !== '');
  const fields = filled.map(([column, cell]): [string, unknown] => [column, valueOf(column, cell)]);
  const row = Object.fromEntries(fields) as Record<string, unknown>;
  return subject === 'products' ? { ...row, variants: variantsOf(sizes) } : row;
};

const requireColumns = (header: readonly string[], { all, required }: Columns): void => {
  const missing = required.filter((column) => !header.includes(column));
  if (missing.length > 0) throw refuse(`The header lacks ${missing.join(', ')}.`);
  const unknown = header.filter((column) => !all.includes(column));
  if (unknown.length > 0) throw refuse(`There is no column ${unknown.join(', ')}; there are ${all.join(', ')}.`);
};

const readCsv = (subject: ImportSubject, text: string): object[] => {
  const columns = (header: string[]): string[] => {
    requireColumns(header, COLUMNS[subject]);
    return header;
  };
  try {
    const records: unknown = parse(text, { bom: true, columns, trim: true, skip_empty_lines: true });
    return (records as Record<string, string>[]).map((cells) => rowOf(subject, cells));
  } catch (error) {
    throw error instanceof Refusal ? error : refuse((error as Error).message);
  }
};

/** A line that is no JSON stays text, and its row fails alone. */
const readNdjson = (text: string): unknown[] =>
  text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line): unknown => {
      try {
        return JSON.parse(line);
      } catch {
        return line;
      }
    });

/**
 * The rows of a file as an import takes them; what is wrong with a single row shows when it is imported.
 * @throws Refusal InvalidImportFile for a file without rows, a CSV file that cannot be read, or a row above the limit
 */
export const readImportFile = (
  format: (typeof IMPORT_FORMATS)[number],
  subject: ImportSubject,
  text: string,
): readonly unknown[] => {
  const rows = format === 'csv' ? readCsv(subject, text) : readNdjson(text);
  if (rows.length === 0) throw refuse('The file has no rows.');
  const long = rows.findIndex((row) => Buffer.byteLength(JSON.stringify(row)) > ROW_BYTES_MAX);
  if (long >= 0) throw refuse(`Row ${long} is larger than ${ROW_BYTES_MAX} bytes; shorten it.`);
  return rows;
};
