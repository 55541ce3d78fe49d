import type { OrderRecord, PaymentRecord, RefundRecord, WireRefund } from './entities.ts';
import { vendorId, wireNotes } from './entities.ts';
import type { Notes } from './entities.ts';
import type { EventToSend } from './webhooks.ts';
import type { World } from './world.ts';

const MINUTE_MS = 60_000;
/** What the vendor keeps of a captured payment: 2 %, and 18 % tax on that. */
const FEE_PERCENT = 2;
const TAX_PERCENT = 18;

/** The bank said yes. The events come back rather than being sent, since a capture may follow in the same moment. */
export function authorize(world: World, payment: PaymentRecord, order: OrderRecord): EventToSend[] {
  const { wire } = payment;
  Object.assign(wire, { status: 'authorized', error_code: null, error_description: null });
  Object.assign(wire, { error_source: null, error_step: null, error_reason: null });
  const refundAt = wire.created_at * 1000 + order.capture.manualExpiryMinutes * MINUTE_MS;
  payment.due = { action: 'refund', at: Math.max(refundAt, world.clock.now()) };
  world.store.payments.save(payment);
  return [paymentEvent('payment.authorized', payment)];
}

export function capture(world: World, payment: PaymentRecord, order: OrderRecord): EventToSend[] {
  const fee = Math.round((payment.wire.amount * FEE_PERCENT) / 100);
  const tax = Math.round((fee * TAX_PERCENT) / 100);
  Object.assign(payment.wire, { status: 'captured', captured: true, fee: fee + tax, tax });
  Object.assign(order.wire, { status: 'paid', amount_paid: order.wire.amount, amount_due: 0 });
  payment.due = null;
  world.store.payments.save(payment);
  world.store.orders.save(order);
  const paid = { event: 'order.paid', payload: snapshot({ payment: payment.wire, order: order.wire }) };
  return [paymentEvent('payment.captured', payment), paid];
}

export function paymentEvent(event: string, payment: PaymentRecord): EventToSend {
  return { event, payload: snapshot({ payment: payment.wire }) };
}

export function refundEvent(event: string, refund: RefundRecord, payment: PaymentRecord): EventToSend {
  return { event, payload: snapshot({ refund: refund.wire, payment: payment.wire }) };
}

export interface RefundRequest {
  readonly amount: number;
  readonly speed: 'normal' | 'optimum';
  readonly notes?: Notes | undefined;
  readonly receipt?: string | null | undefined;
  readonly idempotencyKey: string | null;
  readonly fingerprint: string;
}

/** Starts to give money back; the amount counts as refunded from now on, until the bank should fail to return it. */
export function startRefund(world: World, payment: PaymentRecord, request: RefundRequest): RefundRecord {
  const { refundSettleMs } = world.options;
  const wire: WireRefund = {
    id: vendorId('rfnd'),
    entity: 'refund',
    amount: request.amount,
    currency: payment.wire.currency,
    payment_id: payment.wire.id,
    notes: wireNotes(request.notes),
    receipt: request.receipt ?? null,
    acquirer_data: { arn: null },
    batch_id: null,
    status: 'pending',
    speed_requested: request.speed,
    speed_processed: request.speed === 'optimum' ? 'instant' : 'normal',
    created_at: world.clock.seconds(),
  };
  const { idempotencyKey, fingerprint } = request;
  const dueAt = refundSettleMs === null ? null : world.clock.now() + refundSettleMs;
  const refund: RefundRecord = { wire, idempotencyKey, fingerprint, dueAt };
  addRefunded(payment, request.amount);
  payment.due = null;
  world.store.refunds.save(refund);
  world.store.payments.save(payment);
  world.emit(payment, [refundEvent('refund.created', refund, payment)]);
  return refund;
}

/** The bank is done with a refund, well or badly. A refund that was settled before stays as it is. */
export function settleRefund(world: World, refund: RefundRecord, status: 'processed' | 'failed'): void {
  const payment = world.store.payments.find(refund.wire.payment_id);
  if (payment === null || refund.wire.status !== 'pending') return;
  refund.wire.status = status;
  refund.dueAt = null;
  if (status === 'processed') refund.wire.acquirer_data.arn = String(refund.wire.created_at).padStart(23, '7');
  else addRefunded(payment, -refund.wire.amount);
  world.store.refunds.save(refund);
  world.store.payments.save(payment);
  world.emit(payment, [refundEvent(`refund.${status}`, refund, payment)]);
}

function addRefunded({ wire }: PaymentRecord, amount: number): void {
  wire.amount_refunded += amount;
  if (wire.amount_refunded === 0) wire.refund_status = null;
  else wire.refund_status = wire.amount_refunded === wire.amount ? 'full' : 'partial';
  if (wire.refund_status === 'full') wire.status = 'refunded';
  else if (wire.status === 'refunded') wire.status = 'captured';
}

/** Events tell what was, so they must not change with the entity. */
function snapshot(entities: Record<string, object>): Record<string, unknown> {
  return structuredClone(entities);
}
