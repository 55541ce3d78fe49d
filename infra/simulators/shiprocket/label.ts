import PDFDocument from 'pdfkit';
import type { Parcel } from './world.ts';

/** A label of the size that couriers stick onto parcels, in points. */
const SIZE: [number, number] = [288, 432];

export const drawLabel = (parcel: Parcel): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const pdf = new PDFDocument({ size: SIZE, margin: 20 });
    const chunks: Buffer[] = [];
    pdf.on('data', (chunk: Buffer) => chunks.push(chunk));
    pdf.on('end', () => resolve(Buffer.concat(chunks)));
    pdf.on('error', reject);
    pdf.fontSize(16).text(parcel.courier).fontSize(20).text(parcel.awb).moveDown();
    pdf.fontSize(11).text(`To: ${parcel.name}`).text(parcel.address).moveDown();
    pdf.text(parcel.payment).text(`Order: ${parcel.reference}`);
    pdf.end();
  });
