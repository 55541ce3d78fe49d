import { z } from 'zod';
import { Id, Instant, type MessageOf } from '../../../event-schemas/primitives.ts';
import { WebhookDeliveryId, WebhookEndpointId, WebhookTaskId } from '../ids.ts';

const task = { taskId: WebhookTaskId, endpointId: WebhookEndpointId };
export const webhookTaskCommands = {
  RequestWebhookTest: z.object({ ...task, messageId: Id }),
  RequestWebhookResend: z.object({ ...task, deliveryId: WebhookDeliveryId }),
  RequestWebhookReplay: z.object({ ...task, since: Instant, onlyFailed: z.boolean() }),
};
export type WebhookTaskCommand = MessageOf<typeof webhookTaskCommands>;
