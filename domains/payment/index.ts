import type { Domain } from '../kernel/aggregate.ts';
import { gatewayOrderLink, payment } from './aggregate.ts';
import { gatewayDowntime } from './downtime/downtime.ts';
import { downtimeProjection } from './downtime/read-model.ts';
import { paymentProjection } from './read-model.ts';
import { dayReconciliation, gatewayMismatch, settledItem } from './reconciliation/aggregate.ts';
import { dayReconciliationProjection, mismatchProjection } from './reconciliation/read-model.ts';
import { gatewayCustomerLink, gatewayCustomerLinkId, savedMethods } from './saved-method/aggregate.ts';
import { savedMethodReads, savedMethodWrites } from './saved-method/routes.ts';
import { payout, settlement } from './settlement/aggregate.ts';
import { payoutProjection, settlementProjection } from './settlement/read-model.ts';

export { gatewayDowntime, gatewayOrderLink, payment, payout, settlement };
export { dayReconciliation, gatewayMismatch };
export { gatewayCustomerLink, gatewayCustomerLinkId, savedMethods };
export { reconciliationIdOf } from './reconciliation/aggregate.ts';
export { Day, MismatchKind } from './reconciliation/events.ts';
export type { DayRow, MismatchRow } from './reconciliation/read-model.ts';
export { downtimeIdOf, Severity } from './downtime/downtime.ts';
export type { DowntimeRow } from './downtime/read-model.ts';
export { PAYOUT_ITEMS_MAX } from './settlement/events.ts';
export type { Payout } from './settlement/payout.ts';
export type { PayoutRow, SettlementRow } from './settlement/read-model.ts';
export { gatewayOrderLinkId } from './aggregate.ts';
export { cashDuePaise, refundablePaise, type Payment, type PaymentState } from './state.ts';
export type { PaymentRow } from './read-model.ts';
export { paymentView, PaymentView } from './view.ts';
export { captureReport, wasCaptured } from './capture-report.ts';
export const paymentDomain: Domain = {
  name: 'payment',
  aggregates: [
    payment,
    gatewayOrderLink,
    settlement,
    payout,
    gatewayDowntime,
    dayReconciliation,
    gatewayMismatch,
    settledItem,
    savedMethods,
    gatewayCustomerLink,
  ],
  projections: [
    paymentProjection,
    settlementProjection,
    payoutProjection,
    downtimeProjection,
    dayReconciliationProjection,
    mismatchProjection,
  ],
  writes: savedMethodWrites,
  reads: savedMethodReads,
};
