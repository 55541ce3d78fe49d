import { z } from 'zod';
import {
  PaymentGatewayError,
  type GatewayPayment,
  type GatewayReport,
} from '../../domains/kernel/ports/payment-gateway.ts';
import { derivedId } from '../../domains/kernel/derived-id.ts';
import { Refusal, writeRoute, type WriteContext } from '../../domains/kernel/routes.ts';
import {
  downtimeIdOf,
  gatewayCustomerLink,
  gatewayCustomerLinkId,
  gatewayDowntime,
  gatewayOrderLink,
  gatewayOrderLinkId,
  payment,
  savedMethods,
  Severity,
  captureReport,
} from '../../domains/payment/index.ts';
import { RefundId, type PaymentId } from '../../event-schemas/primitives.ts';
import { headerOf } from './webhook-header.ts';

const Answer = z.object({ handled: z.boolean() });
type Handled = z.infer<typeof Answer>;
const DONE: Handled = { handled: true };
const NOT_OURS: Handled = { handled: false };

/** Deliveries of one report are repeated for a day; this long we remember that it was taken in. */
const REMEMBERED_MS = 25 * 3_600_000;

const paymentIdOf = async (gatewayOrderId: string | null, context: WriteContext): Promise<PaymentId | undefined> => {
  if (gatewayOrderId === null) return undefined;
  return (await context.facts(gatewayOrderLink, gatewayOrderLinkId(gatewayOrderId))).state?.paymentId;
};

/** Refunds and disputes name only the gateway's payment, so the gateway is asked for its order. */
const orderOf = async (gatewayPaymentId: string, context: WriteContext): Promise<string | null> => {
  try {
    return (await context.ports.paymentGateway.fetchPayment(gatewayPaymentId)).orderId;
  } catch (error) {
    if (error instanceof PaymentGatewayError && error.failure.code === 'refused') return null;
    throw error;
  }
};

const captured = async (paid: GatewayPayment, context: WriteContext): Promise<Handled> => {
  const paymentId = await paymentIdOf(paid.orderId, context);
  if (paymentId === undefined) return NOT_OURS;
  const command = captureReport(paymentId, { ...paid, status: 'captured' });
  if (command !== undefined) await context.send(payment, command);
  return DONE;
};

const failed = async (attempt: GatewayPayment, context: WriteContext): Promise<Handled> => {
  const paymentId = await paymentIdOf(attempt.orderId, context);
  if (paymentId === undefined) return NOT_OURS;
  const code = attempt.failure?.code ?? 'failed';
  await context.send(payment, { type: 'ReportFailure', data: { paymentId, gatewayPaymentId: attempt.id, code } });
  return DONE;
};

type RefundReport = Extract<GatewayReport, { kind: `refund.${string}` }>;
const refunded = async ({ refund, payment: paid }: RefundReport, context: WriteContext): Promise<Handled> => {
  const { id, receipt, status } = refund;
  const paymentId = await paymentIdOf(paid?.orderId ?? (await orderOf(refund.paymentId, context)), context);
  const ours = RefundId.safeParse(receipt);
  if (paymentId === undefined || !ours.success || status === 'pending') return NOT_OURS;
  const data = { paymentId, refundId: ours.data, status, reference: id };
  const outcome = await context.attempt(payment, { type: 'ReportRefund', data });
  return 'rejected' in outcome ? NOT_OURS : DONE;
};

type DisputeReport = Extract<GatewayReport, { kind: 'dispute' }>;
const disputed = async (
  { dispute, payment: paid, reportedAt }: DisputeReport,
  context: WriteContext,
): Promise<Handled> => {
  const paymentId = await paymentIdOf(paid?.orderId ?? (await orderOf(dispute.paymentId, context)), context);
  if (paymentId === undefined) return NOT_OURS;
  const { id: disputeId, status, amount: amountPaise, reasonCode } = dispute;
  const data = { paymentId, disputeId, status, amountPaise, reportedAt };
  const why = reasonCode === null ? {} : { reasonCode };
  await context.send(payment, { type: 'ReportDispute', data: { ...data, ...why } });
  return DONE;
};

const OVER: readonly string[] = ['resolved', 'cancelled'];
type DowntimeReport = Extract<GatewayReport, { kind: 'downtime' }>;
/** Checkouts show which ways to pay do not work; one that is only planned works. */
const down = async ({ downtime, reportedAt }: DowntimeReport, context: WriteContext): Promise<Handled> => {
  if (downtime.status === 'scheduled') return NOT_OURS;
  const data = { downtimeId: downtimeIdOf(downtime.id), instrument: downtime.method.slice(0, 40), reportedAt };
  const severity = Severity.catch('unknown').parse(downtime.severity);
  await context.send(
    gatewayDowntime,
    OVER.includes(downtime.status)
      ? { type: 'ResolveGatewayDowntime', data }
      : { type: 'ReportGatewayDowntime', data: { ...data, severity } },
  );
  return DONE;
};

type TokenReport = Extract<GatewayReport, { kind: 'token' }>;
/** Something happened to a saved card: the gateway is asked what it keeps now, since reports overtake each other. */
const cardChanged = async ({ token, eventId }: TokenReport, context: WriteContext): Promise<Handled> => {
  const owner = (await context.facts(gatewayCustomerLink, gatewayCustomerLinkId(token.customerId))).state?.userId;
  if (owner === undefined) return NOT_OURS;
  const data = { userId: owner, checkId: derivedId('card report', eventId) };
  await context.send(savedMethods, { type: 'RequestSavedMethodsCheck', data });
  return DONE;
};

const take = (report: GatewayReport, context: WriteContext): Promise<Handled> => {
  switch (report.kind) {
    case 'payment.captured':
    case 'order.paid':
      return captured(report.payment, context);
    case 'payment.failed':
      return failed(report.payment, context);
    case 'refund.created':
    case 'refund.processed':
    case 'refund.failed':
    case 'refund.speed_changed':
      return refunded(report, context);
    case 'dispute':
      return disputed(report, context);
    case 'downtime':
      return down(report, context);
    case 'token':
      return cardChanged(report, context);
    // An authorised payment is captured by the gateway itself, or by our verification or poll when the account leaves it open.
    case 'payment.authorized':
    case 'unknown':
      return Promise.resolve(NOT_OURS);
  }
};

export const paymentWebhook = writeRoute({
  method: 'POST',
  path: '/payments/webhook',
  tag: 'Payments',
  allow: ['public'],
  summary: "The gateway's reports, signed over their bytes; repeated and reordered ones change nothing",
  rawBody: true,
  reply: Answer,
  refusals: ['InvalidWebhookSignature', 'InvalidWebhook'],
  run: async (_, context) => {
    const { paymentGateway, cache } = context.ports;
    const body = context.rawBody;
    if (body === undefined || !paymentGateway.verifyWebhookSignature(body, headerOf(context, 'x-razorpay-signature')))
      throw new Refusal('InvalidWebhookSignature', 'The bytes of the body are not signed with a live webhook secret.');
    const eventId = headerOf(context, 'x-razorpay-event-id');
    const seen = `payment-webhook:${eventId}`;
    if ((await cache.get(seen)) !== undefined) return DONE;
    let report: GatewayReport;
    try {
      report = paymentGateway.readWebhook(body, eventId);
    } catch (error) {
      if (!(error instanceof PaymentGatewayError)) throw error;
      throw new Refusal('InvalidWebhook', error.message);
    }
    const answer = await take(report, context);
    await cache.set(seen, '1', REMEMBERED_MS);
    return answer;
  },
});
