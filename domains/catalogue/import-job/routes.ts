import { z } from 'zod';
import { Id } from '../../../event-schemas/primitives.ts';
import { readRoute } from '../../kernel/routes.ts';
import { actsForAll } from '../vendor/access.ts';
import { importJob } from './aggregate.ts';
import { FAILURES_SHOWN, FAILURES_SHOWN_MAX, ImportJobView, importJobView } from './view.ts';
import { IMPORTERS } from './events.ts';

export const importJobReads = [
  readRoute({
    path: '/catalogue/import-jobs/:jobId',
    tag: 'Catalogue',
    summary: 'How far an import is, and what was wrong with the rows that failed',
    allow: IMPORTERS,
    params: z.object({ jobId: Id }),
    query: z.object({
      afterRow: z.coerce.number().int().min(-1).default(-1),
      limit: z.coerce.number().int().min(1).max(FAILURES_SHOWN_MAX).default(FAILURES_SHOWN),
    }),
    reply: ImportJobView,
    projections: [],
    run: async ({ params: { jobId }, query }, { caller, facts }) => {
      const { state } = await facts(importJob, jobId);
      // A vendor learns nothing about the imports of others, not even that they exist.
      if (state === undefined || (!actsForAll({ caller }) && state.requestedBy !== caller?.userId)) return undefined;
      return importJobView(state, query);
    },
  }),
];
