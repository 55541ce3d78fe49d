import type { Domain } from '../kernel/aggregate.ts';
import { outreach } from './aggregate.ts';

export { outreach };
export const outreachDomain: Domain = {
  name: 'outreach',
  aggregates: [outreach],
  projections: [],
  writes: [],
  reads: [],
};
