import { z } from 'zod';
import { sign, checkoutMessage } from '../../razorpay/signatures.ts';
import { DAY_MS } from '../clock.ts';
import { ControlProblem } from '../problem.ts';
import { saveCard } from './customers.ts';
import { vendorId } from './entities.ts';
import type { OrderRecord, PaymentMethod, PaymentRecord, WebhookBehaviour, WirePayment } from './entities.ts';
import { authorize, capture, paymentEvent } from './transitions.ts';
import type { World } from './world.ts';

const DUPLICATES_MAX = 10;
const DELAY_MS_MAX = 86_400_000;
const LATE_DAYS_MAX = 5;
const ATTEMPTS_MAX = 100;

export const paySchema = z.strictObject({
  orderId: z.string().startsWith('order_', 'Give the id that the gateway gave the order: order_…'),
  outcome: z.enum(['captured', 'authorized', 'failed', 'late']).default('captured'),
  method: z.enum(['card', 'netbanking', 'wallet', 'upi', 'emi']).default('upi'),
  /** Whose card is paid with, and whether they tick that it may be saved. */
  customerId: z.string().startsWith('cust_', 'Give the id that the gateway gave the customer: cust_…').optional(),
  save: z.boolean().default(false),
  /** With outcome late: after how many virtual days the bank says yes after all. */
  lateDays: z.number().min(0).max(LATE_DAYS_MAX).default(1),
  webhooks: z
    .strictObject({
      duplicates: z.int().min(0).max(DUPLICATES_MAX).default(0),
      delayMs: z.int().min(0).max(DELAY_MS_MAX).default(0),
      reorder: z.boolean().default(false),
      drop: z.union([z.boolean(), z.array(z.string().max(100)).max(20)]).default(false),
    })
    .prefault({}),
});

/** Plays the customer at Checkout and answers what Checkout would hand to the app. */
export function pay(world: World, request: z.output<typeof paySchema>): unknown {
  const order = payableOrder(world, request);
  order.wire.attempts += 1;
  order.wire.status = 'attempted';
  const payment = newPayment(world, order, request);
  world.store.atomically(() => {
    world.store.orders.save(order);
    world.emit(payment, settle(world, { payment, order, request }));
    const isPaid = request.outcome === 'captured' || request.outcome === 'authorized';
    if (request.save && isPaid && request.method === 'card' && request.customerId !== undefined)
      saveCard(world, request.customerId, payment);
  });
  return checkoutAnswer(world, payment.wire);
}

type Settling = { payment: PaymentRecord; order: OrderRecord; request: z.output<typeof paySchema> };

function settle(world: World, { payment, order, request }: Settling) {
  switch (request.outcome) {
    case 'captured':
      return [...authorize(world, payment, order), ...capture(world, payment, order)];
    case 'authorized':
      return authorize(world, payment, order);
    case 'failed':
      return fail(world, payment, 'payment_failed');
    case 'late':
      payment.due = { action: 'authorize', at: world.clock.now() + Math.round(request.lateDays * DAY_MS) };
      return fail(world, payment, 'payment_timed_out');
  }
}

function fail(world: World, payment: PaymentRecord, reason: string) {
  Object.assign(payment.wire, {
    status: 'failed',
    error_code: 'BAD_REQUEST_ERROR',
    error_description: 'Payment processing failed because of an issue at the bank',
    error_source: 'bank',
    error_step: 'payment_authorization',
    error_reason: reason,
  });
  world.store.payments.save(payment);
  return [paymentEvent('payment.failed', payment)];
}

function payableOrder({ store }: World, { orderId, outcome }: z.output<typeof paySchema>): OrderRecord {
  const order = store.orders.find(orderId);
  if (order === null) throw new ControlProblem(404, 'The gateway has no order with this id.', at('orderId', 'unknown'));
  if (order.wire.status === 'paid') {
    throw new ControlProblem(
      409,
      'This order is paid; the vendor accepts no further payment.',
      at('orderId', 'is paid'),
    );
  }
  const earlier = store.payments.ofOwner(orderId, { count: ATTEMPTS_MAX, skip: 0 });
  if (earlier.some(({ wire }) => wire.status === 'authorized')) {
    throw new ControlProblem(409, 'A payment of this order is authorized; capture it first.', at('orderId', 'is held'));
  }
  if (earlier.length >= ATTEMPTS_MAX) {
    throw new ControlProblem(409, 'This order was tried too often; create another one.', at('orderId', 'is exhausted'));
  }
  if (order.capture.mode === 'manual' && outcome === 'captured') {
    const detail = 'This order asks for manual capture: use outcome authorized, then capture the payment.';
    throw new ControlProblem(409, detail, at('outcome', 'must not be captured'));
  }
  return order;
}

function at(field: string, message: string) {
  return [{ pointer: `/${field}`, message }];
}

function newPayment(world: World, { wire: order }: OrderRecord, request: Settling['request']): PaymentRecord {
  const webhooks: WebhookBehaviour = request.webhooks;
  const wire: WirePayment = {
    id: vendorId('pay'),
    entity: 'payment',
    amount: order.amount,
    currency: order.currency,
    status: 'created',
    order_id: order.id,
    method: request.method,
    amount_refunded: 0,
    refund_status: null,
    captured: false,
    ...instrument(request.method),
    email: 'customer@example.com',
    contact: '+919000000000',
    notes: [],
    fee: null,
    tax: null,
    error_code: null,
    error_description: null,
    error_source: null,
    error_step: null,
    error_reason: null,
    acquirer_data: { rrn: String(world.clock.seconds()).padStart(12, '0') },
    created_at: world.clock.seconds(),
  };
  return { wire, webhooks, due: null };
}

function instrument(method: PaymentMethod): Pick<WirePayment, 'card' | 'bank' | 'wallet' | 'vpa'> {
  return {
    card: method === 'card' || method === 'emi' ? { last4: '1111', network: 'Visa' } : null,
    bank: method === 'netbanking' ? 'HDFC' : null,
    wallet: method === 'wallet' ? 'payzapp' : null,
    vpa: method === 'upi' ? 'customer@upi' : null,
  };
}

function checkoutAnswer({ options }: World, { id, order_id, status, ...error }: WirePayment): unknown {
  if (status !== 'failed') {
    return {
      razorpay_payment_id: id,
      razorpay_order_id: order_id,
      razorpay_signature: sign(options.keySecret, checkoutMessage(order_id, id)),
    };
  }
  return {
    error: {
      code: error.error_code,
      description: error.error_description,
      source: error.error_source,
      step: error.error_step,
      reason: error.error_reason,
      metadata: { order_id, payment_id: id },
    },
  };
}
