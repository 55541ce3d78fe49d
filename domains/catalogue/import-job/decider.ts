import { reject, type Decider, type Decision } from '../../kernel/decider.ts';
import type { ImportJobCommand } from './commands.ts';
import type { ImportFailure, ImportJobEvent } from './events.ts';

type Opened = Extract<ImportJobEvent, { type: 'ImportJobOpened' }>['data'];
export type ImportJobState = Opened & {
  /** Chunks whose rows are in the log, and those of them whose rows were imported. */
  readonly added: ReadonlySet<number>;
  readonly done: ReadonlySet<number>;
  readonly created: number;
  readonly changed: number;
  readonly unchanged: number;
  readonly failures: readonly ImportFailure[];
  readonly finishedAt: string | undefined;
};
/** Undefined before the job is opened. */
export type ImportJob = ImportJobState | undefined;
export type ImportJobRejection = 'ImportJobNotFound' | 'ImportJobIdTaken' | 'InvalidImportChunk';

const evolve = (job: ImportJob, { type, data }: ImportJobEvent): ImportJob => {
  if (type === 'ImportJobOpened') {
    const none = { created: 0, changed: 0, unchanged: 0, failures: [], finishedAt: undefined };
    return { ...data, ...none, added: new Set(), done: new Set() };
  }
  if (job === undefined) throw new Error(`${type} in a stream of no import`);
  if (type === 'ImportRowsAdded') return { ...job, added: new Set([...job.added, data.chunk]) };
  if (type === 'ImportJobFinished') return { ...job, finishedAt: data.finishedAt };
  return {
    ...job,
    done: new Set([...job.done, data.chunk]),
    created: job.created + data.created,
    changed: job.changed + data.changed,
    unchanged: job.unchanged + data.unchanged,
    failures: [...job.failures, ...data.failures],
  };
};

const open = (data: Extract<ImportJobCommand, { type: 'OpenImportJob' }>['data'], job: ImportJob, now: string) => {
  if (job === undefined) return [{ type: 'ImportJobOpened' as const, data: { ...data, openedAt: now } }];
  const isSame = job.digest === data.digest && job.format === data.format && job.subject === data.subject;
  return isSame
    ? []
    : reject('ImportJobIdTaken' as const, 'This key was used for another file; send the file with a new one.');
};

/** A chunk is imported any number of times and recorded once, so that a job that was interrupted goes on where it was. */
export const importJobDecider: Decider<ImportJob, ImportJobCommand, ImportJobEvent, ImportJobRejection> = {
  initial: undefined,
  evolve,
  decide: ({ type, data }, job, now): Decision<ImportJobEvent, ImportJobRejection> => {
    if (type === 'OpenImportJob') return open(data, job, now);
    if (job === undefined) return reject('ImportJobNotFound');
    const { jobId, chunk } = data;
    if (chunk >= job.chunkCount) return reject('InvalidImportChunk', `The job has ${job.chunkCount} chunks.`);
    if (type === 'AddImportRows') return job.added.has(chunk) ? [] : [{ type: 'ImportRowsAdded', data }];
    if (job.done.has(chunk)) return [];
    if (!job.added.has(chunk)) return reject('InvalidImportChunk', 'The rows of this chunk were never added.');
    const done: ImportJobEvent = { type: 'ImportRowsDone', data: { ...data, doneAt: now } };
    return job.done.size + 1 < job.chunkCount
      ? [done]
      : [done, { type: 'ImportJobFinished', data: { jobId, finishedAt: now } }];
  },
};
