import { z } from 'zod';
import { Id, Instant, type MessageOf } from '../../../event-schemas/primitives.ts';
import { WebhookDeliveryId, WebhookEndpointId, WebhookTaskId } from '../ids.ts';

const task = { taskId: WebhookTaskId, endpointId: WebhookEndpointId, requestedAt: Instant };
export const webhookTaskEvents = {
  WebhookTestRequested: z.object({ ...task, messageId: Id }),
  WebhookResendRequested: z.object({ ...task, deliveryId: WebhookDeliveryId }),
  /** What was recorded since an instant, oldest first: all of it, or what failed for good. */
  WebhookReplayRequested: z.object({ ...task, since: Instant, onlyFailed: z.boolean() }),
};
export type WebhookTaskEvent = MessageOf<typeof webhookTaskEvents>;
