import { z } from 'zod';
import { Id, Instant, type MessageOf } from '../../../event-schemas/primitives.ts';

/** Rows of one event, which one redelivery repeats. */
export const CHUNK_ROWS_MAX = 50;
export const JOB_ROWS_MAX = 10_000;
export const IMPORT_FORMATS = ['ndjson', 'csv'] as const;
/** What the rows of a job are about; a job from before there was a choice is about products. */
export const IMPORT_SUBJECTS = ['products', 'stock', 'prices'] as const;
export type ImportSubject = (typeof IMPORT_SUBJECTS)[number];
/** Who may import; a job acts with the roles that its file was sent with. */
export const IMPORTERS = ['admin', 'vendor', 'service'] as const;

export const ImportFailure = z.object({
  /** Counted from 0 over the whole file. */
  row: z.int().min(0),
  /** The vendor's number of the product; of rows about stock or prices what named the variant. */
  externalId: z.string().nullable(),
  reason: z.string(),
  detail: z.string().optional(),
});
export type ImportFailure = z.infer<typeof ImportFailure>;

const chunk = { jobId: Id, chunk: z.int().min(0).max(JOB_ROWS_MAX) };
const Count = z.int().min(0).max(CHUNK_ROWS_MAX);
export const importJobEvents = {
  ImportJobOpened: z.object({
    jobId: Id,
    requestedBy: Id,
    roles: z.array(z.enum(IMPORTERS)).min(1),
    format: z.enum(IMPORT_FORMATS),
    subject: z.enum(IMPORT_SUBJECTS).optional(),
    /** SHA-256 of the file, in hex: the same job is not opened with another file. */
    digest: z.string().regex(/^[0-9a-f]{64}$/),
    rowCount: z.int().min(1).max(JOB_ROWS_MAX),
    chunkCount: z.int().min(1).max(JOB_ROWS_MAX),
    openedAt: Instant,
  }),
  /** Rows as they were sent; what is wrong with them shows when they are imported. */
  ImportRowsAdded: z.object({
    ...chunk,
    firstRow: z.int().min(0),
    rows: z.array(z.unknown()).min(1).max(CHUNK_ROWS_MAX),
  }),
  ImportRowsDone: z.object({
    ...chunk,
    created: Count,
    changed: Count,
    unchanged: Count,
    failures: z.array(ImportFailure).max(CHUNK_ROWS_MAX),
    doneAt: Instant,
  }),
  /** Every chunk is done. */
  ImportJobFinished: z.object({ jobId: Id, finishedAt: Instant }),
};
export type ImportJobEvent = MessageOf<typeof importJobEvents>;
