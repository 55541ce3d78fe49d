import type { Domain } from '../kernel/aggregate.ts';
import { gatewayOrderLink, payment } from './aggregate.ts';
import { paymentProjection } from './read-model.ts';

export { gatewayOrderLink, payment };
export { gatewayOrderLinkId } from './aggregate.ts';
export { cashDuePaise, refundablePaise, type Payment, type PaymentState } from './state.ts';
export type { PaymentRow } from './read-model.ts';
export { paymentView, PaymentView } from './view.ts';
export const paymentDomain: Domain = {
  name: 'payment',
  aggregates: [payment, gatewayOrderLink],
  projections: [paymentProjection],
  writes: [],
  reads: [],
};
