import { z } from 'zod';
import type { GatewayReport } from '../../domains/kernel/ports/payment-gateway.ts';
import { malformed } from './failures.ts';
import { tokenSchema } from './tokens.ts';
import { orderSchema, paymentSchema, read, refundSchema } from './wire.ts';

/** Razorpay's own events are a few kilobytes; anything much larger is not one. */
export const WEBHOOK_BYTES_MAX = 262_144;
export const EVENT_ID_LENGTH_MAX = 100;
const CALL = 'a webhook';

const envelopeSchema = z.object({
  event: z.string().min(1).max(100),
  created_at: z.int().min(0).max(253_402_300_799),
  payload: z.record(z.string(), z.unknown()),
});

const entity = <T extends z.ZodType>(schema: T) => z.object({ entity: schema });
const paymentPart = z.object({ payment: entity(paymentSchema) });
const orderPart = z.object({ order: entity(orderSchema), payment: entity(paymentSchema) });
const refundPart = z.object({ refund: entity(refundSchema), payment: entity(paymentSchema).optional() });
const disputePart = z.object({
  payment: entity(paymentSchema).optional(),
  dispute: entity(
    z.object({
      id: z.string(),
      payment_id: z.string(),
      amount: z.int().min(0),
      status: z.string(),
      reason_code: z.string().nullish(),
    }),
  ),
});
const tokenPart = z.object({ token: entity(tokenSchema) });
const downtimePart = z.object({
  'payment.downtime': entity(
    z.object({ id: z.string(), method: z.string(), status: z.string(), severity: z.string().nullish() }),
  ),
});

/** Reads the raw bytes of a webhook. Events that we do not know come back as `unknown`, so they can be answered 200. */
export function readWebhook(rawBody: Uint8Array, eventId: string): GatewayReport {
  if (eventId === '' || eventId.length > EVENT_ID_LENGTH_MAX) {
    throw malformed(CALL, 'x-razorpay-event-id', `must have 1 to ${EVENT_ID_LENGTH_MAX} characters`);
  }
  if (rawBody.byteLength > WEBHOOK_BYTES_MAX) throw malformed(CALL, '', `more than ${WEBHOOK_BYTES_MAX} bytes`);
  const envelope = read(envelopeSchema, parseJson(rawBody), CALL);
  const reportedAt = new Date(envelope.created_at * 1000).toISOString();
  return { ...fact(envelope.event, envelope.payload), eventId, event: envelope.event, reportedAt };
}

function parseJson(rawBody: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(rawBody));
  } catch {
    throw malformed(CALL, '', 'the body is not JSON');
  }
}

function fact(event: string, payload: unknown) {
  switch (event) {
    case 'payment.authorized':
    case 'payment.captured':
    case 'payment.failed':
      return { kind: event, payment: part(paymentPart, payload).payment.entity } as const;
    case 'order.paid': {
      const { order, payment } = part(orderPart, payload);
      return { kind: event, order: order.entity, payment: payment.entity } as const;
    }
    case 'refund.created':
    case 'refund.processed':
    case 'refund.failed':
    case 'refund.speed_changed': {
      const { refund, payment } = part(refundPart, payload);
      return { kind: event, refund: refund.entity, payment: payment?.entity ?? null } as const;
    }
    default:
      return rarerFact(event, payload);
  }
}

function rarerFact(event: string, payload: unknown) {
  if (event.startsWith('payment.dispute.')) {
    const { dispute: disputed, payment } = part(disputePart, payload);
    const { id, payment_id, amount, status, reason_code } = disputed.entity;
    const dispute = { id, paymentId: payment_id, amount, status, reasonCode: reason_code ?? null };
    return { kind: 'dispute', dispute, payment: payment?.entity ?? null } as const;
  }
  if (event.startsWith('payment.downtime.')) {
    const { id, method, status, severity } = part(downtimePart, payload)['payment.downtime'].entity;
    return { kind: 'downtime', downtime: { id, method, status, severity: severity ?? null } } as const;
  }
  if (event.startsWith('token.')) {
    const { token } = part(tokenPart, payload);
    return { kind: 'token', token: token.entity } as const;
  }
  return { kind: 'unknown' } as const;
}

function part<T extends z.ZodType>(schema: T, payload: unknown): z.output<T> {
  return read(schema, payload, CALL);
}
