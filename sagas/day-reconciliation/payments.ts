import { isRejected } from '../../domains/kernel/decider.ts';
import {
  PaymentGatewayError,
  type GatewayPayment,
  type GatewayRefund,
} from '../../domains/kernel/ports/payment-gateway.ts';
import { gatewayOrderLink, gatewayOrderLinkId, payment } from '../../domains/payment/aggregate.ts';
import { captureDifference, refundDifference } from '../../domains/payment/reconciliation/match.ts';
import { wasCaptured } from '../../domains/payment/capture-report.ts';
import type { PaymentState } from '../../domains/payment/state.ts';
import type { ReactorContext } from '../../domains/kernel/reactor.ts';
import { RefundId } from '../../event-schemas/primitives.ts';
import { reportOf } from '../reactors/payment-events.ts';
import type { Tally } from './tally.ts';

const UNKNOWN: readonly number[] = [400, 404];

/** Our payment for an order of the gateway; undefined when it is none of ours. */
const paymentOfOrder = async (gatewayOrderId: string | null, { facts }: ReactorContext): Promise<PaymentState> => {
  if (gatewayOrderId === null) return undefined;
  const link = (await facts(gatewayOrderLink, gatewayOrderLinkId(gatewayOrderId))).state;
  return link === undefined ? undefined : (await facts(payment, link.paymentId)).state;
};

/** What the gateway has under an id; undefined when it knows none. */
export const known = async <T>(ask: Promise<T>): Promise<T | undefined> => {
  try {
    return await ask;
  } catch (error) {
    if (error instanceof PaymentGatewayError && error.failure.code === 'refused')
      if (UNKNOWN.includes(error.failure.httpStatus)) return undefined;
    throw error;
  }
};

/** Compares one payment of the gateway's list. What nobody reported is reported now, and then agrees. */
export const comparePayment = async (paid: GatewayPayment, tally: Tally): Promise<void> => {
  const { context, figures, listed } = tally;
  listed.set(paid.id, paid.orderId);
  if (!wasCaptured(paid)) return;
  figures.capturedCount += 1;
  figures.capturedPaise += paid.amount;
  const ours = await paymentOfOrder(paid.orderId, context);
  let difference = captureDifference(paid, ours);
  if (difference?.kind === 'paymentUnknown' && ours !== undefined && paid.orderId !== null) {
    const outcome = await context.send(reportOf(ours.paymentId, paid.orderId, paid)!, paid.id);
    if (!isRejected(outcome)) {
      figures.learnedCount += 1;
      difference = captureDifference(paid, outcome.state as PaymentState);
    }
  }
  if (difference !== undefined) await tally.found(difference, 1);
};

const paymentOfRefund = async ({ paymentId }: GatewayRefund, { listed, context }: Tally) => {
  const orderId = listed.get(paymentId);
  if (orderId !== undefined) return paymentOfOrder(orderId, context);
  const paid = await known(context.ports.paymentGateway.fetchPayment(paymentId));
  // What went back because nobody took it was never ours, so its way back is no refund of ours.
  return paid !== undefined && !wasCaptured(paid) ? 'neverCaptured' : paymentOfOrder(paid?.orderId ?? null, context);
};

/** Compares one refund of the gateway's list; one that ended without a report is reported now. */
export const compareRefund = async (refund: GatewayRefund, tally: Tally): Promise<void> => {
  const { context, figures, listed } = tally;
  listed.set(refund.id, null);
  if (refund.status === 'failed') return;
  const ours = await paymentOfRefund(refund, tally);
  if (ours === 'neverCaptured') return;
  figures.refundedCount += 1;
  figures.refundedPaise += refund.amount;
  const difference = refundDifference(refund, ours);
  if (difference !== undefined) {
    await tally.found(difference, -1);
    return;
  }
  const refundId = RefundId.safeParse(refund.receipt);
  if (ours === undefined || !refundId.success || refund.status !== 'processed') return;
  const data = { paymentId: ours.paymentId, refundId: refundId.data, status: refund.status, reference: refund.id };
  const outcome = await context.send({ type: 'ReportRefund', data }, refund.id);
  if (!isRejected(outcome) && outcome.events.length > 0 && !outcome.repeated) figures.learnedCount += 1;
};
