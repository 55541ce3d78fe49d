import { v7 as uuidV7 } from 'uuid';
import { importJob } from '../../domains/catalogue/import-job/aggregate.ts';
import type { ImportJobCommand } from '../../domains/catalogue/import-job/commands.ts';
import type { ImportJobEvent } from '../../domains/catalogue/import-job/events.ts';
import { isRejected } from '../../domains/kernel/decider.ts';
import type { Reactor, ReactorContext } from '../../domains/kernel/reactor.ts';
import type { Caller } from '../../domains/kernel/routes.ts';
import { countsOf, importRows, type RowAnswer } from '../catalogue-import/import-rows.ts';
import type { ImportContext } from '../catalogue-import/references.ts';
import { updateVariants } from '../catalogue-import/variant-rows.ts';

type Added = Extract<ImportJobEvent, { type: 'ImportRowsAdded' }>['data'];

/** Commands of a row repeat under their own ids; those on the side, such as claims of SKUs, are decided anew and change nothing. */
const importContext = (context: ReactorContext, caller: Caller): ImportContext => ({
  caller,
  ports: context.ports,
  facts: context.facts,
  attempt: (_aggregate, command, label) => context.send(command, label) as Promise<never>,
  aside: (_aggregate, command) => context.send(command, uuidV7()) as Promise<never>,
});

const failureOf = (answer: RowAnswer, firstRow: number) => ({
  row: firstRow + answer.row,
  externalId: answer.externalId,
  reason: answer.reason ?? 'Unknown',
  ...(answer.detail === undefined ? {} : { detail: answer.detail }),
});

/**
 * Imports the rows of a job, chunk by chunk, and records what became of them. A chunk that was interrupted is delivered and
 * imported again: what is in the catalogue by then stays as it is.
 */
export const catalogueImport: Reactor = {
  name: 'catalogueImport',
  handles: ['ImportRowsAdded'],
  react: async (event, context) => {
    const { jobId, chunk, firstRow, rows } = event.data as Added;
    const { state } = await context.facts(importJob, jobId);
    if (state === undefined) throw new Error('rows of an import that was never opened');
    if (state.done.has(chunk)) return;
    const caller = { userId: state.requestedBy, roles: state.roles };
    const importing = importContext(context, caller);
    const { subject = 'products' } = state;
    const answers =
      subject === 'products' ? await importRows(rows, importing) : await updateVariants(subject, rows, importing);
    const { created, changed, unchanged } = countsOf(answers);
    const failures = answers.filter(({ outcome }) => outcome === 'failed').map((answer) => failureOf(answer, firstRow));
    const data = { ...{ jobId, chunk, created, changed, unchanged }, failures };
    const command: ImportJobCommand = { type: 'RecordImportRows', data };
    const outcome = await context.send(command);
    if (isRejected(outcome)) throw new Error(`an import was not recorded: ${outcome.rejected}`);
  },
};
