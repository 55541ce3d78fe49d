import { z } from 'zod';
import { Id, Instant, UserId } from '../../event-schemas/primitives.ts';
import { FileAnswer, readRoute, Refusal, type ReadContext } from '../kernel/routes.ts';
import { exportJob } from './aggregate.ts';
import type { ExportJob } from './decider.ts';
import { ExportTerms } from './events.ts';
import { readFile } from './files.ts';

/** Who may ask for lists; a seller for its own. */
export const EXPORTERS = ['admin', 'support', 'service', 'vendor'] as const;
const MEDIA = { csv: 'text/csv; charset=utf-8', ndjson: 'application/x-ndjson' } as const;

export const ExportView = z.object({
  id: Id,
  status: z.enum(['running', 'done']),
  terms: ExportTerms,
  requestedBy: UserId,
  requestedAt: Instant,
  finishedAt: Instant.nullable(),
  /** From then on its files are gone. */
  keptUntil: Instant,
  rows: z.int(),
  /** False when there was more than an export may have. */
  isWhole: z.boolean(),
  files: z.array(z.object({ number: z.int(), rows: z.int(), bytes: z.int(), url: z.string() })),
});

export const exportView = (job: ExportJob): z.infer<typeof ExportView> => {
  const { exportId, terms, requestedBy, requestedAt, keptUntil, files, finished } = job;
  return {
    id: exportId,
    status: finished === undefined ? 'running' : 'done',
    ...{ terms, requestedBy, requestedAt, keptUntil },
    finishedAt: finished?.at ?? null,
    rows: files.reduce((sum, { rows }) => sum + rows, 0),
    isWhole: finished?.isWhole ?? true,
    files: files.map((file, number) => ({ number, ...file, url: `/api/v1/exports/${exportId}/files/${number}` })),
  };
};

/** The export, for whoever asked for it and for admins; nobody else learns that it exists. */
const presentExport = async (exportId: string, { caller, facts }: ReadContext): Promise<ExportJob | undefined> => {
  const { state } = await facts(exportJob, exportId);
  const mayRead = state?.requestedBy === caller?.userId || caller?.roles.includes('admin') === true;
  return mayRead ? state : undefined;
};

const route = { tag: 'Exports', allow: EXPORTERS, projections: [] } as const;
export const exportReads = [
  readRoute({
    ...route,
    path: '/exports/:exportId',
    summary: 'How far an export is, and where its files are',
    params: z.object({ exportId: Id }),
    reply: ExportView,
    run: async ({ params: { exportId } }, context) => {
      const job = await presentExport(exportId, context);
      return job && exportView(job);
    },
  }),
  readRoute({
    ...route,
    path: '/exports/:exportId/files/:number',
    summary: 'One file of an export, in the format that was asked for',
    params: z.object({ exportId: Id, number: z.coerce.number().int().min(0).max(1_000_000) }),
    reply: z.string(),
    run: async ({ params: { exportId, number } }, context) => {
      const job = await presentExport(exportId, context);
      if (job === undefined || number >= job.files.length) return undefined;
      if (context.now >= job.keptUntil) throw new Refusal('ExportExpired', 'Its files are gone; ask for a new one.');
      const [file] = await context.query<{ content: string }>(readFile(exportId, number));
      if (file === undefined) throw new Refusal('ExportExpired', 'Its files are gone; ask for a new one.');
      const { subject, format } = job.terms;
      return new FileAnswer(Buffer.from(file.content), MEDIA[format], `${subject}-${number}.${format}`);
    },
  }),
];
