import PDFDocument from 'pdfkit';
import type { DeliveryAddress } from '../../domains/order/index.ts';

type TaxLine = {
  readonly name: string;
  readonly hsnCode: string;
  readonly quantity: number;
  readonly taxBasisPoints: number;
  /** Paise for the whole line. */
  readonly taxablePaise: number;
  readonly taxPaise: number;
  readonly totalPaise: number;
};
export type TaxDocument = {
  readonly title: string;
  readonly number: string;
  readonly issuedAt: string;
  readonly orderNumber: string;
  readonly placedAt: string;
  readonly seller: string;
  /** Null when the buyer was erased: the document stays, without a name. */
  readonly buyer: DeliveryAddress | null;
  readonly buyerGstin: string | undefined;
  readonly placeOfSupply: string;
  readonly isWithinState: boolean;
  readonly lines: readonly TaxLine[];
  /** What of the total each tender pays. Empty for a credit note. */
  readonly paidBy: readonly { readonly name: string; readonly paise: number }[];
};

const MARGIN = 40;
/** Left edges of the columns and their width, in points on A4. */
const COLUMNS = [
  { title: 'Article', x: 40, width: 190, align: 'left' },
  { title: 'HSN', x: 232, width: 50, align: 'left' },
  { title: 'Qty', x: 284, width: 30, align: 'right' },
  { title: 'Taxable', x: 318, width: 72, align: 'right' },
  { title: 'GST %', x: 394, width: 40, align: 'right' },
  { title: 'Tax', x: 438, width: 56, align: 'right' },
  { title: 'Total', x: 498, width: 60, align: 'right' },
] as const;

/** `1234.50`: the standard fonts of PDF have no rupee sign, so the currency is named once above. */
const rupees = (paise: number): string => (paise / 100).toFixed(2);
const sum = (lines: readonly TaxLine[], pick: (line: TaxLine) => number): number =>
  lines.reduce((total, line) => total + pick(line), 0);

const row = (pdf: PDFKit.PDFDocument, cells: readonly string[]): void => {
  const top = pdf.y;
  let bottom = top;
  for (const [index, { x, width, align }] of COLUMNS.entries()) {
    pdf.text(cells[index] ?? '', x, top, { width, align });
    bottom = Math.max(bottom, pdf.y);
  }
  pdf.x = MARGIN;
  pdf.y = bottom + 4;
};

const head = (pdf: PDFKit.PDFDocument, content: TaxDocument): void => {
  const { buyer, buyerGstin } = content;
  pdf.fontSize(16).text(content.title).fontSize(9).moveDown(0.5);
  pdf.text(`Number: ${content.number}    Date: ${content.issuedAt.slice(0, 10)}`);
  pdf.text(`Order: ${content.orderNumber} of ${content.placedAt.slice(0, 10)}`).moveDown(0.5);
  pdf.text(`Sold by: ${content.seller}`);
  if (buyer !== null)
    pdf.text(`Sold to: ${buyer.fullName}, ${buyer.line1}, ${buyer.city} ${buyer.postalCode}, ${buyer.state}`);
  if (buyerGstin !== undefined) pdf.text(`GSTIN of the buyer: ${buyerGstin}`);
  pdf.text(`Place of supply: ${content.placeOfSupply}    Amounts in INR, tax included in the total`).moveDown(1);
};

const totals = (pdf: PDFKit.PDFDocument, { lines, isWithinState, paidBy }: TaxDocument): void => {
  const tax = sum(lines, ({ taxPaise }) => taxPaise);
  const half = Math.floor(tax / 2);
  pdf.moveDown(0.5).text(`Taxable value: ${rupees(sum(lines, ({ taxablePaise }) => taxablePaise))}`);
  if (isWithinState) pdf.text(`CGST: ${rupees(tax - half)}    SGST: ${rupees(half)}`);
  else pdf.text(`IGST: ${rupees(tax)}`);
  pdf.fontSize(11).text(`Total: ${rupees(sum(lines, ({ totalPaise }) => totalPaise))}`);
  if (paidBy.length === 0) return;
  const parts = paidBy.map(({ name, paise }) => `${name} ${rupees(paise)}`).join(', ');
  pdf.fontSize(9).text(`Paid by: ${parts}`);
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
    row(
      pdf,
      COLUMNS.map(({ title }) => title),
    );
    for (const line of content.lines)
      row(pdf, [
        line.name,
        line.hsnCode,
        String(line.quantity),
        rupees(line.taxablePaise),
        String(line.taxBasisPoints / 100),
        rupees(line.taxPaise),
        rupees(line.totalPaise),
      ]);
    totals(pdf, content);
    pdf.end();
  });
