import { createHash } from 'node:crypto';
import { z } from 'zod';
import {
  CHUNK_ROWS_MAX,
  FAILURES_SHOWN,
  IMPORT_SUBJECTS,
  importJob,
  ImportJobView,
  importJobView,
  IMPORTERS,
  JOB_ROWS_MAX,
  type ImportSubject,
} from '../../domains/catalogue/index.ts';
import { derivedId } from '../../domains/kernel/derived-id.ts';
import { Refusal, writeRoute, type WriteContext } from '../../domains/kernel/routes.ts';
import { Id } from '../../event-schemas/primitives.ts';
import { readImportFile } from './catalogue-import-file.ts';

/** Of the rows of one event, which is appended at once; the log takes a mebibyte. */
const CHUNK_BYTES_MAX = 262_144;
const FORMATS = { 'application/x-ndjson': 'ndjson', 'text/csv': 'csv' } as const;

const formatOf = (context: WriteContext) => {
  const type = String(context.headers['content-type']).split(';', 1)[0]!.trim().toLowerCase();
  const format = Object.entries(FORMATS).find(([name]) => name === type)?.[1];
  if (format !== undefined) return format;
  throw new Refusal('InvalidImportFile', `Send the file as ${Object.keys(FORMATS).join(' or ')}.`);
};

/** The same key of the same caller is the same job. */
const jobIdOf = ({ caller, headers }: WriteContext): string => {
  const key = Id.safeParse(headers['idempotency-key']);
  if (!key.success)
    throw new Refusal(
      'InvalidIdempotencyKey',
      'Send an Idempotency-Key header with a UUID, the same one for a repeat.',
    );
  return derivedId('import job', caller!.userId, key.data);
};

type Chunk = { readonly firstRow: number; readonly rows: unknown[] };
const chunksOf = (rows: readonly unknown[]): readonly Chunk[] => {
  const chunks: Chunk[] = [];
  let bytes = Infinity;
  for (const [index, row] of rows.entries()) {
    const size = Buffer.byteLength(JSON.stringify(row));
    const open = chunks.at(-1);
    if (open !== undefined && open.rows.length < CHUNK_ROWS_MAX && bytes + size <= CHUNK_BYTES_MAX) {
      open.rows.push(row);
      bytes += size;
    } else {
      chunks.push({ firstRow: index, rows: [row] });
      bytes = size;
    }
  }
  return chunks;
};

/** The rest of an upload that was cut off comes with its repeat, since each chunk is taken once. */
const accept = async (subject: ImportSubject, context: WriteContext) => {
  const format = formatOf(context);
  const jobId = jobIdOf(context);
  const bytes = context.rawBody ?? Buffer.alloc(0);
  const rows = readImportFile(format, subject, bytes.toString('utf8'));
  if (rows.length > JOB_ROWS_MAX)
    throw new Refusal('InvalidImportFile', `A job has at most ${JOB_ROWS_MAX} rows; send the rest as another.`);
  const chunks = chunksOf(rows);
  const { userId, roles } = context.caller!;
  const data = {
    ...{ jobId, format, requestedBy: userId, rowCount: rows.length, chunkCount: chunks.length },
    roles: IMPORTERS.filter((role) => roles.includes(role)),
    // As before there was a choice, so that a file that is sent again under its key is the same job.
    ...(subject === 'products' ? {} : { subject }),
    digest: createHash('sha256').update(bytes).digest('hex'),
  };
  let { state } = await context.send(importJob, { type: 'OpenImportJob', data });
  for (const [chunk, part] of chunks.entries())
    ({ state } = await context.send(importJob, { type: 'AddImportRows', data: { jobId, chunk, ...part } }));
  return importJobView(state!, { afterRow: -1, limit: FAILURES_SHOWN });
};

export const importJobWrites = [
  writeRoute({
    method: 'POST',
    path: '/catalogue/import-jobs',
    tag: 'Catalogue',
    summary:
      'Import a file (NDJSON or CSV, at most a mebibyte) of products, or of the stock or the prices of variants, in the background; ask for its status by its id',
    allow: IMPORTERS,
    status: 202,
    rawBody: true,
    query: z.object({ subject: z.enum(IMPORT_SUBJECTS).default('products') }),
    reply: ImportJobView.extend({ statusUrl: z.string() }),
    refusals: ['InvalidImportFile', 'InvalidIdempotencyKey', 'ImportJobIdTaken'],
    run: async ({ query: { subject } }, context) => {
      const job = await accept(subject, context);
      return { ...job, statusUrl: `/api/v1/catalogue/import-jobs/${job.id}` };
    },
  }),
];
