import { z } from 'zod';
import { writeRoute } from '../../domains/kernel/routes.ts';
import { countsOf, importRows, RowAnswer } from '../../sagas/catalogue-import/import-rows.ts';

export const IMPORT_ROWS_MAX = 500;
const Rows = z.array(z.unknown()).min(1).max(IMPORT_ROWS_MAX);

export const importWrites = [
  writeRoute({
    method: 'POST',
    path: '/catalogue/imports',
    tag: 'Catalogue',
    summary: `Create or update up to ${IMPORT_ROWS_MAX} products with variants, prices and first stock; each row succeeds or fails alone`,
    allow: ['admin', 'vendor', 'service'],
    body: z.union([Rows, z.object({ rows: Rows }).transform(({ rows }) => rows)]),
    reply: z.object({
      created: z.int(),
      changed: z.int(),
      unchanged: z.int(),
      failed: z.int(),
      rows: z.array(RowAnswer),
    }),
    run: async ({ body }, context) => {
      const rows = await importRows(body, context);
      return { ...countsOf(rows), rows };
    },
  }),
];
