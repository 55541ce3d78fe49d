import { z } from 'zod';
import { Id, Instant, UserId, type MessageOf } from '../../../event-schemas/primitives.ts';
import { WebhookEndpointId } from '../ids.ts';
import { WebhookPause, WebhookTerms } from './events.ts';

const endpoint = { endpointId: WebhookEndpointId };
export const webhookEndpointCommands = {
  RegisterWebhookEndpoint: z.object({ ...endpoint, ...WebhookTerms.shape, secretId: Id, registeredBy: UserId }),
  ChangeWebhookEndpoint: z.object({ ...endpoint, ...WebhookTerms.shape }),
  RotateWebhookSecret: z.object({ ...endpoint, secretId: Id, previousUntil: Instant }),
  PauseWebhookEndpoint: z.object({ ...endpoint, reason: WebhookPause }),
  ResumeWebhookEndpoint: z.object({ ...endpoint, by: z.enum(['hand', 'probe']) }),
  RemoveWebhookEndpoint: z.object(endpoint),
};
export type WebhookEndpointCommand = MessageOf<typeof webhookEndpointCommands>;
