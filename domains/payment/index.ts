import type { Domain } from '../kernel/aggregate.ts';
import { gatewayOrderLink, payment } from './aggregate.ts';

export { gatewayOrderLink, payment };
export { gatewayOrderLinkId } from './aggregate.ts';
export { cashDuePaise, refundablePaise, type Payment, type PaymentState } from './state.ts';
export { paymentView, PaymentView } from './view.ts';
export const paymentDomain: Domain = {
  name: 'payment',
  aggregates: [payment, gatewayOrderLink],
  projections: [],
  writes: [],
  reads: [],
};
