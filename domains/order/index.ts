import type { Domain } from '../kernel/aggregate.ts';
import { order } from './aggregate.ts';
import { orderNumbers } from './number.ts';

export { order, orderNumbers };
export const orderDomain: Domain = {
  name: 'order',
  aggregates: [order, orderNumbers],
  projections: [],
  writes: [],
  reads: [],
};
