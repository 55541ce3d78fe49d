import type { PaymentRecord } from './entities.ts';
import { authorize, capture, settleRefund, startRefund } from './transitions.ts';
import type { World } from './world.ts';

const MINUTE_MS = 60_000;
/** A late authorisation can make a refund due, and that refund its settlement: more rounds than that are not needed. */
const ROUNDS_MAX = 100;

/** Lets time have its effect: late authorisations, refunds of what nobody captured, refunds that reach the customer. */
export function sendDueMoney(world: World): void {
  for (let round = 0; round < ROUNDS_MAX; round += 1) {
    const now = world.clock.now();
    const payments = world.store.payments.due(now);
    const refunds = world.store.refunds.due(now);
    if (payments.length === 0 && refunds.length === 0) return;
    world.store.atomically(() => {
      for (const payment of payments) settlePayment(world, payment);
      for (const refund of refunds) settleRefund(world, refund, 'processed');
    });
  }
}

function settlePayment(world: World, payment: PaymentRecord): void {
  if (payment.due?.action === 'authorize') authorizeLate(world, payment);
  else refundUncaptured(world, payment);
}

function authorizeLate(world: World, payment: PaymentRecord): void {
  const order = world.store.orders.find(payment.wire.order_id);
  if (order === null) {
    payment.due = null;
    world.store.payments.save(payment);
    return;
  }
  const events = authorize(world, payment, order);
  const deadline = payment.wire.created_at * 1000 + order.capture.automaticExpiryMinutes * MINUTE_MS;
  const inTime = world.clock.now() <= deadline;
  // A second payment of a paid order is never taken: it goes back to the customer.
  if (order.capture.mode === 'automatic' && inTime && order.wire.status !== 'paid') {
    events.push(...capture(world, payment, order));
  }
  world.emit(payment, events);
}

function refundUncaptured(world: World, payment: PaymentRecord): void {
  startRefund(world, payment, {
    amount: payment.wire.amount,
    speed: 'normal',
    idempotencyKey: null,
    fingerprint: '',
  });
}
