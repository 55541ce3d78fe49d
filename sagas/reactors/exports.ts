import { exportJob } from '../../domains/export/aggregate.ts';
import type { ExportCommand } from '../../domains/export/commands.ts';
import type { ExportEvent, ExportTerms } from '../../domains/export/events.ts';
import { storeFile } from '../../domains/export/files.ts';
import { isRejected } from '../../domains/kernel/decider.ts';
import type { Reactor } from '../../domains/kernel/reactor.ts';
import { exportPolicy } from '../../domains/policy/export.ts';
import { contentOf } from '../export/content.ts';
import { orderPages } from '../export/orders.ts';
import type { Pages } from '../export/page.ts';
import { productPages } from '../export/products.ts';

type Input = Extract<ExportEvent, { type: 'ExportRequested' | 'ExportFileWritten' }>;
const PAGES: Readonly<Record<ExportTerms['subject'], Pages>> = { products: productPages, orders: orderPages };

/**
 * Writes the files of an export one by one: each that is written asks for the next. One that was interrupted is written again,
 * and takes the place of what there was of it.
 */
export const exportFiles: Reactor = {
  name: 'exportFiles',
  handles: ['ExportRequested', 'ExportFileWritten'],
  react: async (event, context) => {
    const { type, data } = event as unknown as Input;
    const { exportId } = data;
    const number = type === 'ExportRequested' ? 0 : data.number + 1;
    const after = type === 'ExportRequested' ? '' : data.next;
    const { state } = await context.facts(exportJob, exportId);
    if (state === undefined) throw new Error('a file of an export that nobody asked for');
    if (after === null || state.finished !== undefined || number < state.files.length) return;
    const { terms, isSellers, keptUntil } = state;
    const limit = exportPolicy.fileEntriesMax.value;
    const { rows, next } = await PAGES[terms.subject]({ terms, isSellers, after, limit }, (statement) =>
      context.query(statement),
    );
    const content = contentOf(terms.format, rows);
    await context.query(storeFile({ exportId, number, content }, keptUntil));
    const written = { exportId, number, rows: rows.length, bytes: Buffer.byteLength(content), next };
    const command: ExportCommand = { type: 'RecordExportFile', data: written };
    const outcome = await context.send(command);
    if (isRejected(outcome)) throw new Error(`a file of an export was not recorded: ${outcome.rejected}`);
  },
};
