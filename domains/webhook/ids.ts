import type { z } from 'zod';
import { Id } from '../../event-schemas/primitives.ts';

export const WebhookEndpointId = Id.brand<'WebhookEndpointId'>();
export type WebhookEndpointId = z.infer<typeof WebhookEndpointId>;
/** One message to one endpoint, however often it is tried. */
export const WebhookDeliveryId = Id.brand<'WebhookDeliveryId'>();
export type WebhookDeliveryId = z.infer<typeof WebhookDeliveryId>;
/** Something that an admin asks to be delivered. */
export const WebhookTaskId = Id.brand<'WebhookTaskId'>();
export type WebhookTaskId = z.infer<typeof WebhookTaskId>;
