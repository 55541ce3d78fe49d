import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { faultSchema } from '../fault-request.ts';
import { ControlProblem, readControl } from '../problem.ts';
import { controlToken } from './customers.ts';
import type { PaymentRecord } from './entities.ts';
import { vendorId } from './entities.ts';
import { pay, paySchema } from './pay.ts';
import { settleSchema } from './settlements.ts';
import { refundEvent, settleRefund } from './transitions.ts';
import type { World } from './world.ts';

const DELIVERIES_DEFAULT = 100;
const DELIVERIES_MAX = 1_000;

export const RAZORPAY_CALLS = [
  'any',
  'orders.create',
  'orders.find',
  'orders.fetch',
  'orders.edit',
  'orders.payments',
  'payments.list',
  'payments.fetch',
  'payments.capture',
  'payments.refunds',
  'refunds.create',
  'refunds.list',
  'refunds.fetch',
  'settlements.recon',
  'customers.create',
  'customers.tokens',
  'customers.deleteToken',
] as const;

const refundControlSchema = z.union([
  z.strictObject({ status: z.enum(['processed', 'failed']) }),
  z.strictObject({ speed: z.literal('normal') }),
]);
const webhookControlSchema = z.strictObject({
  url: z
    .url({ protocol: /^https?$/, error: 'Give an http or https address' })
    .nullable()
    .optional(),
  secret: z.string().min(1).max(256).optional(),
  enabled: z.boolean().optional(),
});
const clockSchema = z.strictObject({ days: z.number().positive('Time only moves forward').max(400) });
const disputeSchema = z.strictObject({
  paymentId: z.string(),
  event: z.enum(['created', 'under_review', 'action_required', 'won', 'lost', 'closed']).default('created'),
  reasonCode: z.string().max(100).default('goods_not_received'),
  /** Which dispute, when it is not a new one. */
  id: z
    .string()
    .regex(/^disp_[A-Za-z0-9]{1,40}$/)
    .optional(),
});
const downtimeSchema = z.strictObject({
  event: z.enum(['started', 'updated', 'resolved']).default('started'),
  method: z.enum(['card', 'netbanking', 'upi', 'wallet']).default('upi'),
  severity: z.enum(['high', 'medium', 'low']).default('high'),
  /** Which downtime, when it is not a new one. */
  id: z
    .string()
    .regex(/^down_[A-Za-z0-9]{1,40}$/)
    .optional(),
});
const listSchema = z.strictObject({
  limit: z.coerce.number().int().min(1).max(DELIVERIES_MAX).default(DELIVERIES_DEFAULT),
});

/** What the vendor's dashboard, its banks and its bad days would do. */
export function controlRoutes(app: FastifyInstance, world: World): void {
  const post = (path: string, handler: (request: FastifyRequest) => unknown) =>
    app.post(path, (request, reply) => {
      const answer = handler(request);
      world.wake();
      return reply.send(answer);
    });

  post('/pay', ({ body }) => pay(world, readControl(paySchema, body)));
  post('/faults', ({ body }) => {
    const { call, times, ...fault } = readControl(faultSchema(RAZORPAY_CALLS), body);
    if (!world.faults.plan(call, times, fault))
      throw new ControlProblem(409, 'Too many faults wait; delete them first.');
    return { faults: world.faults.list() };
  });
  app.get('/faults', (_request, reply) => reply.send({ faults: world.faults.list() }));
  app.delete('/faults', (_request, reply) => {
    world.faults.clear();
    return reply.send({ faults: [] });
  });
  post('/refunds/:id', (request) => controlRefund(world, request));
  post('/webhook', ({ body }) => controlWebhook(world, readControl(webhookControlSchema, body)));
  app.get('/webhooks', (request, reply) => reply.send(listDeliveries(world, readControl(listSchema, request.query))));
  post('/clock', ({ body }) => {
    world.advanceDays(readControl(clockSchema, body).days);
    return { now: new Date(world.clock.now()).toISOString() };
  });
  post('/settlements', ({ body }) => world.settlements.settle(world, readControl(settleSchema, body).adjustments));
  post('/disputes', ({ body }) => dispute(world, readControl(disputeSchema, body)));
  post('/tokens/:id', (request) => controlToken(world, request));
  post('/downtimes', ({ body }) => downtime(world, readControl(downtimeSchema, body)));
}

function controlRefund(world: World, { params, body }: FastifyRequest) {
  const control = readControl(refundControlSchema, body);
  const refund = world.store.refunds.find((params as { id: string }).id);
  const payment = refund === null ? null : world.store.payments.find(refund.wire.payment_id);
  if (refund === null || payment === null) throw new ControlProblem(404, 'The gateway has no refund with this id.');
  if ('status' in control) {
    if (refund.wire.status !== 'pending') throw new ControlProblem(409, `The refund is ${refund.wire.status} already.`);
    world.store.atomically(() => settleRefund(world, refund, control.status));
    return refund.wire;
  }
  if (refund.wire.speed_processed === 'normal') throw new ControlProblem(409, 'The refund has normal speed already.');
  refund.wire.speed_processed = control.speed;
  world.store.refunds.save(refund);
  world.emit(payment, [refundEvent('refund.speed_changed', refund, payment)]);
  return refund.wire;
}

function controlWebhook(world: World, { url, secret, enabled }: z.output<typeof webhookControlSchema>) {
  const { settings } = world.webhooks;
  if (url !== undefined) settings.url = url;
  if (secret !== undefined) settings.secret = secret;
  if (enabled !== undefined) settings.enabled = enabled;
  return { url: settings.url, enabled: settings.enabled };
}

function listDeliveries(world: World, { limit }: { limit: number }) {
  const { settings, deliveries } = world.webhooks;
  return {
    url: settings.url,
    enabled: settings.enabled,
    deliveries: deliveries.list(limit).map((delivery) => ({
      eventId: delivery.event_id,
      event: delivery.event,
      paymentId: delivery.subject,
      status: delivery.status,
      attempts: delivery.attempts,
      lastResult: delivery.last_result,
      happenedAt: new Date(delivery.happened_at).toISOString(),
      ...(delivery.status === 'waiting' ? { dueAt: new Date(delivery.due_at).toISOString() } : {}),
    })),
  };
}

function dispute(world: World, { paymentId, event, reasonCode, id }: z.output<typeof disputeSchema>) {
  const payment = world.store.payments.find(paymentId);
  if (payment === null) throw new ControlProblem(404, 'The gateway has no payment with this id.');
  const entity = {
    id: id ?? vendorId('disp'),
    entity: 'dispute',
    payment_id: paymentId,
    amount: payment.wire.amount,
    currency: payment.wire.currency,
    amount_deducted: event === 'lost' ? payment.wire.amount : 0,
    reason_code: reasonCode,
    status: event === 'created' ? 'open' : event,
    created_at: world.clock.seconds(),
  };
  world.emit(payment, [{ event: `payment.dispute.${event}`, payload: { payment: payment.wire, dispute: entity } }]);
  return entity;
}

const UNTOUCHED: PaymentRecord['webhooks'] = { duplicates: 0, delayMs: 0, reorder: false, drop: false };

function downtime(world: World, { event, method, severity, id }: z.output<typeof downtimeSchema>) {
  const entity = {
    id: id ?? vendorId('down'),
    entity: 'payment.downtime',
    method,
    status: event,
    severity,
    scheduled: false,
    created_at: world.clock.seconds(),
  };
  const events = [{ event: `payment.downtime.${event}`, payload: { 'payment.downtime': entity } }];
  world.webhooks.emit(entity.id, events, UNTOUCHED);
  return entity;
}
