import { instantAfter } from '../kernel/calendar.ts';
import { reject, sameData, type Decider } from '../kernel/decider.ts';
import { exportPolicy } from '../policy/export.ts';
import type { AllowanceCommand, ExportCommand } from './commands.ts';
import type { AllowanceEvent, ExportEvent } from './events.ts';

type Requested = Extract<ExportEvent, { type: 'ExportRequested' }>['data'];
type Written = Extract<ExportEvent, { type: 'ExportFileWritten' }>['data'];
export type ExportJob = Requested & {
  readonly files: readonly Pick<Written, 'rows' | 'bytes'>[];
  /** Where the next file begins; null when there is none. */
  readonly next: string | null;
  readonly finished: { readonly at: string; readonly isWhole: boolean } | undefined;
};
/** Undefined before it was asked for. */
export type ExportState = ExportJob | undefined;
export type ExportRejection = 'ExportNotFound' | 'ExportIdTaken' | 'InvalidExportFile';

const { filesMax, keptMs, dayMax } = exportPolicy;

const evolve = (job: ExportState, { type, data }: ExportEvent): ExportState => {
  if (type === 'ExportRequested') return { ...data, files: [], next: '', finished: undefined };
  if (job === undefined) throw new Error(`${type} in a stream of no export`);
  return type === 'ExportFileWritten'
    ? { ...job, files: [...job.files, { rows: data.rows, bytes: data.bytes }], next: data.next }
    : { ...job, finished: { at: data.finishedAt, isWhole: data.isWhole } };
};

/** Files follow one another, each once, so that an export that was interrupted goes on where it was. */
export const exportDecider: Decider<ExportState, ExportCommand, ExportEvent, ExportRejection> = {
  initial: undefined,
  evolve,
  decide: ({ type, data }, job, now) => {
    if (type === 'RequestExport') {
      if (job === undefined) {
        const keptUntil = instantAfter(now, keptMs.value);
        return [{ type: 'ExportRequested', data: { ...data, requestedAt: now, keptUntil } }];
      }
      return sameData(job.terms, data.terms) && job.requestedBy === data.requestedBy ? [] : reject('ExportIdTaken');
    }
    if (job === undefined) return reject('ExportNotFound');
    const { exportId, number, next } = data;
    if (number < job.files.length) return [];
    if (number > job.files.length) return reject('InvalidExportFile', 'The file before it was never written.');
    const written: ExportEvent = { type: 'ExportFileWritten', data };
    if (next !== null && number + 1 < filesMax.value) return [written];
    return [written, { type: 'ExportFinished', data: { exportId, isWhole: next === null, finishedAt: now } }];
  },
};

/** How many exports one person asked for on one day. */
export const allowanceDecider: Decider<readonly string[], AllowanceCommand, AllowanceEvent, 'TooManyExports'> = {
  initial: [],
  evolve: (exportIds, { data }) => [...exportIds, data.exportId],
  decide: ({ data }, exportIds) => {
    if (exportIds.includes(data.exportId)) return [];
    if (exportIds.length >= dayMax.value)
      return reject('TooManyExports', `One asks for ${dayMax.value} exports in a day; the next one tomorrow.`);
    return [{ type: 'ExportAllowed', data }];
  },
};
