import type { Domain } from '../kernel/aggregate.ts';
import { exportAllowance, exportJob } from './aggregate.ts';
import { exportReads } from './routes.ts';

export { allowanceIdOf, exportAllowance, exportJob } from './aggregate.ts';
export { ExportTerms } from './events.ts';
export { dropFiles } from './files.ts';
export { EXPORTERS, ExportView, exportView } from './routes.ts';
export const exportDomain: Domain = {
  name: 'export',
  aggregates: [exportJob, exportAllowance],
  projections: [],
  writes: [],
  reads: exportReads,
};
