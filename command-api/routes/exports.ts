import { z } from 'zod';
import { requireVendor } from '../../domains/catalogue/index.ts';
import {
  allowanceIdOf,
  exportAllowance,
  exportJob,
  EXPORTERS,
  ExportTerms,
  exportView,
  ExportView,
} from '../../domains/export/index.ts';
import { callerIdOf, Refusal, writeRoute, type WriteContext } from '../../domains/kernel/routes.ts';
import { isStaff } from '../../domains/staff.ts';

const isInOrder = ({ from, until }: z.infer<typeof ExportTerms>): boolean =>
  from === undefined || until === undefined || from < until;

/** Whether a seller asks, who must name the vendor that is theirs. */
const requireSeller = async ({ vendorId }: z.infer<typeof ExportTerms>, context: WriteContext): Promise<boolean> => {
  if (isStaff(context)) return false;
  if (vendorId === undefined) throw new Refusal('InvalidVendor', 'Name your vendorId.');
  await requireVendor(vendorId, context);
  return true;
};

export const exportWrites = [
  writeRoute({
    method: 'POST',
    path: '/exports',
    tag: 'Exports',
    summary: 'Have a list of products or orders made in the background, as CSV or NDJSON; ask for its status by its id',
    allow: EXPORTERS,
    status: 202,
    body: ExportTerms.refine(isInOrder, { path: ['until'], message: 'must be after from' }),
    reply: ExportView.extend({ statusUrl: z.string() }),
    refusals: ['InvalidVendor', 'VendorNotFound', 'NotYourVendor', 'VendorSuspended', 'TooManyExports'],
    run: async ({ body: terms }, context) => {
      const isSellers = await requireSeller(terms, context);
      const requestedBy = callerIdOf(context);
      const exportId = context.newId('export');
      const allowance = { allowanceId: allowanceIdOf(requestedBy, context.now), exportId };
      await context.send(exportAllowance, { type: 'AllowExport', data: allowance });
      const data = { exportId, terms, requestedBy, isSellers };
      const { state } = await context.send(exportJob, { type: 'RequestExport', data });
      return { ...exportView(state!), statusUrl: `/api/v1/exports/${exportId}` };
    },
  }),
];
