import { z } from 'zod';
import { Id, Instant, UserId, type MessageOf } from '../../../event-schemas/primitives.ts';
import { integrationSchemas, type IntegrationTopic } from '../../../event-schemas/integration/index.ts';
import { webhookPolicy } from '../../policy/webhook.ts';
import { WebhookEndpointId } from '../ids.ts';

const TYPES = Object.keys(integrationSchemas) as [IntegrationTopic, ...IntegrationTopic[]];
export const WebhookEventType = z.enum(TYPES);
export type WebhookEventType = z.infer<typeof WebhookEventType>;

/** What somebody says of an endpoint. Its URL may hold a token of the receiver, so it is shown to admins only. */
export const WebhookTerms = z.object({
  url: z.url({ protocol: /^https?$/ }).max(webhookPolicy.urlCharactersMax.value),
  eventTypes: z
    .array(WebhookEventType)
    .min(1)
    .max(TYPES.length)
    .refine((types) => new Set(types).size === types.length, 'must name each event type once'),
  description: z.string().trim().max(200).default(''),
});
export type WebhookTerms = z.infer<typeof WebhookTerms>;

/**
 * Why nothing is sent: an admin said so, too many attempts failed in a row, the receiver answered 410, or too much waits. In
 * the last two cases nothing new is kept for the endpoint either.
 */
export const WebhookPause = z.enum(['byHand', 'failing', 'gone', 'overflowing']);
export type WebhookPause = z.infer<typeof WebhookPause>;

const terms = { endpointId: WebhookEndpointId, ...WebhookTerms.shape, description: z.string() };
export const webhookEndpointEvents = {
  WebhookEndpointRegistered: z.object({ ...terms, secretId: Id, registeredBy: UserId, registeredAt: Instant }),
  WebhookEndpointChanged: z.object({ ...terms, changedAt: Instant }),
  /** The secret itself is in no event: it is derived from this id. The one before also signs until `previousUntil`. */
  WebhookSecretRotated: z.object({ endpointId: WebhookEndpointId, secretId: Id, previousUntil: Instant }),
  WebhookEndpointPaused: z.object({
    endpointId: WebhookEndpointId,
    reason: WebhookPause,
    registeredBy: UserId,
    pausedAt: Instant,
  }),
  WebhookEndpointResumed: z.object({
    endpointId: WebhookEndpointId,
    by: z.enum(['hand', 'probe']),
    resumedAt: Instant,
  }),
  WebhookEndpointRemoved: z.object({ endpointId: WebhookEndpointId, removedAt: Instant }),
};
export type WebhookEndpointEvent = MessageOf<typeof webhookEndpointEvents>;
