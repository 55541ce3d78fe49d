import { z } from 'zod';
import { Id, Instant } from '../../../event-schemas/primitives.ts';
import type { ImportJobState } from './decider.ts';
import { IMPORT_FORMATS, IMPORT_SUBJECTS, ImportFailure } from './events.ts';

export const FAILURES_SHOWN = 100;
export const FAILURES_SHOWN_MAX = 500;

export const ImportJobView = z.object({
  id: Id,
  status: z.enum(['running', 'done']),
  format: z.enum(IMPORT_FORMATS),
  subject: z.enum(IMPORT_SUBJECTS),
  rows: z.int(),
  created: z.int(),
  changed: z.int(),
  unchanged: z.int(),
  failed: z.int(),
  openedAt: Instant,
  finishedAt: Instant.nullable(),
  /** In the order of the file. */
  failures: z.array(ImportFailure),
  /** The row after which the next page of failures begins. */
  next: z.int().nullable(),
});

/** The first failures after a row; `limit` is at least 1. */
type Page = { readonly afterRow: number; readonly limit: number };
export const importJobView = (job: ImportJobState, { afterRow, limit }: Page): z.infer<typeof ImportJobView> => {
  const { format, rowCount, created, changed, unchanged, failures, openedAt, finishedAt } = job;
  const later = failures.filter(({ row }) => row > afterRow).sort((a, b) => a.row - b.row);
  const shown = later.slice(0, limit);
  return {
    id: job.jobId,
    status: finishedAt === undefined ? 'running' : 'done',
    subject: job.subject ?? 'products',
    rows: rowCount,
    failed: failures.length,
    finishedAt: finishedAt ?? null,
    failures: shown,
    next: later.length > shown.length ? shown.at(-1)!.row : null,
    ...{ format, created, changed, unchanged, openedAt },
  };
};
