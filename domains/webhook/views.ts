import { z } from 'zod';
import { Id, Instant } from '../../event-schemas/primitives.ts';
import type { WebhookEndpoint } from './endpoints/state.ts';
import { WebhookPause, WebhookTerms } from './endpoints/events.ts';

export const EndpointView = z.object({
  endpointId: Id,
  ...WebhookTerms.shape,
  description: z.string(),
  status: z.enum(['active', 'paused']),
  pausedFor: WebhookPause.nullable(),
  pausedAt: Instant.nullable(),
  previousSecretUntil: Instant.nullable(),
  registeredAt: Instant,
});

export const endpointView = (endpoint: WebhookEndpoint): z.infer<typeof EndpointView> => {
  const { endpointId, url, eventTypes, description, paused, previous, registeredAt } = endpoint;
  return {
    ...{ endpointId, url, eventTypes, description, registeredAt },
    status: paused === undefined ? 'active' : 'paused',
    pausedFor: paused?.reason ?? null,
    pausedAt: paused?.at ?? null,
    previousSecretUntil: previous?.until ?? null,
  };
};

export const DeliveryStatus = z.enum(['waiting', 'delivered', 'failed']);
const Attempt = z.object({
  at: Instant,
  status: z.int().nullable().describe('Null when there was no answer; failure then says why'),
  failure: z.string().nullable(),
  durationMs: z.int(),
  body: z.string().describe('The first characters of the answer'),
});
export const DeliveryView = z.object({
  deliveryId: Id,
  endpointId: Id,
  messageId: Id.describe('The header webhook-id'),
  eventType: z.string(),
  subject: z.string(),
  position: z.int(),
  recordedAt: Instant,
  status: DeliveryStatus,
  tries: z.int().describe('Since it was last made due by hand'),
  lastStatus: z.int().nullable(),
  nextAttemptAt: Instant.nullable(),
});
export const WholeDeliveryView = z.object({
  ...DeliveryView.shape,
  attempts: z.array(Attempt),
  body: z.string().describe('As it is signed and sent'),
});

export type DeliveryRow = {
  readonly number: number;
  readonly delivery_id: string;
  readonly endpoint_id: string;
  readonly message_id: string;
  readonly event_type: string;
  readonly subject: string;
  readonly position: number;
  readonly body: string;
  readonly recorded_at: Instant;
  readonly status: z.infer<typeof DeliveryStatus>;
  readonly tries: number;
  readonly next_attempt_at: Instant;
  readonly last_status: number | null;
  readonly attempts: readonly z.infer<typeof Attempt>[];
};

export const deliveryView = (row: Omit<DeliveryRow, 'body' | 'attempts'>): z.infer<typeof DeliveryView> => ({
  deliveryId: row.delivery_id,
  endpointId: row.endpoint_id,
  messageId: row.message_id,
  eventType: row.event_type,
  subject: row.subject,
  position: row.position,
  recordedAt: row.recorded_at,
  status: row.status,
  tries: row.tries,
  lastStatus: row.last_status,
  nextAttemptAt: row.status === 'waiting' ? row.next_attempt_at : null,
});
