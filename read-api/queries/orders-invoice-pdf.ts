import PDFDocument from 'pdfkit';
import type { DeliveryAddress } from '../../domains/order/index.ts';
import type { IndianState } from '../../domains/policy/state-codes.ts';

export type TaxLine = {
  readonly name: string;
  readonly hsnCode: string;
  readonly quantity: number;
  readonly taxBasisPoints: number;
  /** Paise for the whole line; `grossPaise` is before every discount, tax included. */
  readonly grossPaise: number;
  readonly taxablePaise: number;
  readonly taxPaise: number;
  readonly totalPaise: number;
};
export type TaxDocument = {
  readonly title: string;
  readonly number: string;
  /** Days of Asia/Kolkata: the financial year that a number belongs to ends by them. */
  readonly issuedOn: string;
  /** Of a credit note: the invoices that it is about. */
  readonly against: readonly { readonly number: string; readonly day: string }[];
  readonly supply: 'B2B' | 'B2C';
  readonly orderNumber: string;
  readonly placedOn: string;
  readonly seller: {
    readonly name: string;
    readonly address: string | undefined;
    readonly gstin: string | undefined;
    readonly state: IndianState;
  };
  /** Null when the buyer was erased: the document stays, without a name. */
  readonly buyer: DeliveryAddress | null;
  readonly buyerGstin: string | undefined;
  readonly placeOfSupply: IndianState;
  readonly isWithinState: boolean;
  readonly lines: readonly TaxLine[];
  /** What of the total each tender pays. Empty for a credit note. */
  readonly paidBy: readonly { readonly name: string; readonly paise: number }[];
};

const MARGIN = 40;
const GAP = 5;
const SMALL = 8;
const PERCENT_BASIS_POINTS = 100;
type Column = { readonly title: string; readonly width: number; readonly cell: (line: TaxLine) => string };

/** `1234.50`: the standard fonts of PDF have no rupee sign, so the currency is named once above. */
const rupees = (paise: number): string => (paise / 100).toFixed(2);
const percent = (basisPoints: number): string => String(basisPoints / PERCENT_BASIS_POINTS);
const sum = (lines: readonly TaxLine[], pick: (line: TaxLine) => number): number =>
  lines.reduce((total, line) => total + pick(line), 0);

/** Central and state tax are one half each; a paisa that cannot be halved is the centre's. */
const stateTax = ({ taxPaise }: TaxLine): number => Math.floor(taxPaise / 2);
const centralTax = (line: TaxLine): number => line.taxPaise - stateTax(line);

const taxColumns = (isWithinState: boolean): Column[] =>
  isWithinState
    ? [
        { title: 'CGST %', width: 34, cell: ({ taxBasisPoints }) => percent(taxBasisPoints / 2) },
        { title: 'CGST', width: 44, cell: (line) => rupees(centralTax(line)) },
        { title: 'SGST %', width: 34, cell: ({ taxBasisPoints }) => percent(taxBasisPoints / 2) },
        { title: 'SGST', width: 44, cell: (line) => rupees(stateTax(line)) },
      ]
    : [
        { title: 'IGST %', width: 68, cell: ({ taxBasisPoints }) => percent(taxBasisPoints) },
        { title: 'IGST', width: 88, cell: ({ taxPaise }) => rupees(taxPaise) },
      ];

/** Points on A4, side by side; the first is flush left. */
const columnsOf = ({ isWithinState }: TaxDocument): Column[] => [
  { title: 'Article', width: 88, cell: ({ name }) => name },
  { title: 'HSN', width: 46, cell: ({ hsnCode }) => hsnCode },
  { title: 'Qty', width: 26, cell: ({ quantity }) => String(quantity) },
  { title: 'Price', width: 48, cell: ({ grossPaise }) => rupees(grossPaise) },
  { title: 'Discount', width: 42, cell: ({ grossPaise, totalPaise }) => rupees(grossPaise - totalPaise) },
  { title: 'Taxable', width: 50, cell: ({ taxablePaise }) => rupees(taxablePaise) },
  ...taxColumns(isWithinState),
  { title: 'Total', width: 50, cell: ({ totalPaise }) => rupees(totalPaise) },
];

const row = (pdf: PDFKit.PDFDocument, columns: readonly Column[], textOf: (column: Column) => string): void => {
  const heights = columns.map((column) => pdf.heightOfString(textOf(column), { width: column.width - GAP }));
  const height = Math.max(...heights);
  if (pdf.y + height > pdf.page.height - MARGIN) pdf.addPage();
  const top = pdf.y;
  let left = MARGIN;
  for (const [index, column] of columns.entries()) {
    const align = index === 0 ? 'left' : 'right';
    pdf.text(textOf(column), left, top, { width: column.width - GAP, align });
    left += column.width;
  }
  pdf.x = MARGIN;
  pdf.y = top + height + GAP;
};

const named = ({ code, name }: IndianState): string => (code === '' ? name : `${name} (${code})`);

const head = (pdf: PDFKit.PDFDocument, content: TaxDocument): void => {
  const { buyer, buyerGstin, seller, against } = content;
  pdf.fontSize(16).text(content.title).fontSize(9).moveDown(0.5);
  pdf.text(`Number: ${content.number}    Date: ${content.issuedOn}    Supply: ${content.supply}`);
  for (const { number, day } of against) pdf.text(`Against invoice: ${number} of ${day}`);
  pdf.text(`Order: ${content.orderNumber} of ${content.placedOn}`).moveDown(0.5);
  pdf.text(`Sold by: ${[seller.name, seller.address, named(seller.state)].filter(Boolean).join(', ')}`);
  if (seller.gstin !== undefined) pdf.text(`GSTIN of the seller: ${seller.gstin}`);
  if (buyer !== null) {
    const { fullName, line1, line2, city, postalCode } = buyer;
    const parts = [fullName, line1, line2, `${city} ${postalCode}`, named(content.placeOfSupply)];
    pdf.text(`Sold and delivered to: ${parts.filter(Boolean).join(', ')}`);
  }
  if (buyerGstin !== undefined) pdf.text(`GSTIN of the buyer: ${buyerGstin}`);
  pdf.text(`Place of supply: ${named(content.placeOfSupply)}    Tax payable on reverse charge: no`);
  pdf.text('Amounts in INR; price, discount and total include tax').moveDown(1);
};

const totals = (pdf: PDFKit.PDFDocument, { lines, isWithinState, paidBy }: TaxDocument): void => {
  pdf.fontSize(9).moveDown(0.5);
  pdf.text(`Taxable value: ${rupees(sum(lines, ({ taxablePaise }) => taxablePaise))}`);
  if (isWithinState) pdf.text(`CGST: ${rupees(sum(lines, centralTax))}    SGST: ${rupees(sum(lines, stateTax))}`);
  else pdf.text(`IGST: ${rupees(sum(lines, ({ taxPaise }) => taxPaise))}`);
  pdf
    .fontSize(11)
    .text(`Total: ${rupees(sum(lines, ({ totalPaise }) => totalPaise))}`)
    .fontSize(9);
  if (paidBy.length > 0) {
    const parts = paidBy.map(({ name, paise }) => `${name} ${rupees(paise)}`).join(', ');
    pdf.text(`Paid by: ${parts}`);
  }
  pdf.moveDown(0.5).text('Issued electronically under the Information Technology Act, 2000; it needs no signature.');
};

/** Draws an invoice or a credit note on A4; long ones continue on further pages. */
export const drawTaxDocument = (content: TaxDocument): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const pdf = new PDFDocument({ size: 'A4', margin: MARGIN, info: { Title: `${content.title} ${content.number}` } });
    const chunks: Buffer[] = [];
    pdf.on('data', (chunk: Buffer) => chunks.push(chunk));
    pdf.on('end', () => resolve(Buffer.concat(chunks)));
    pdf.on('error', reject);
    head(pdf, content);
    pdf.fontSize(SMALL);
    const columns = columnsOf(content);
    row(pdf, columns, ({ title }) => title);
    for (const line of content.lines) row(pdf, columns, ({ cell }) => cell(line));
    totals(pdf, content);
    pdf.end();
  });
