import type { Domain } from '../kernel/aggregate.ts';
import { order } from './aggregate.ts';
import { invoiceSeries } from './invoice/aggregate.ts';
import { orderNumbers } from './number.ts';

export { order, orderNumbers, invoiceSeries };
export const orderDomain: Domain = {
  name: 'order',
  aggregates: [order, orderNumbers, invoiceSeries],
  projections: [],
  writes: [],
  reads: [],
};
