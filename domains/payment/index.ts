import type { Domain } from '../kernel/aggregate.ts';
import { gatewayOrderLink, payment } from './aggregate.ts';

export { gatewayOrderLink, payment };
export const paymentDomain: Domain = {
  name: 'payment',
  aggregates: [payment, gatewayOrderLink],
  projections: [],
  writes: [],
  reads: [],
};
