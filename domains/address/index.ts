import type { Domain } from '../kernel/aggregate.ts';
import { addressBook } from './aggregate.ts';
import { addressReads, addressWrites } from './routes.ts';

export { addressBook };
export const address: Domain = {
  name: 'address',
  aggregates: [addressBook],
  projections: [],
  writes: addressWrites,
  reads: addressReads,
};
