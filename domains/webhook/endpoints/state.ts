import type { Instant } from '../../../event-schemas/primitives.ts';
import type { WebhookEndpointEvent, WebhookPause } from './events.ts';

type Registered = Extract<WebhookEndpointEvent, { type: 'WebhookEndpointRegistered' }>['data'];
export type WebhookEndpoint = Registered & {
  /** The secret before the present one, while it also signs. */
  readonly previous: { readonly secretId: string; readonly until: Instant } | undefined;
  /** Undefined while deliveries are sent. */
  readonly paused: { readonly reason: WebhookPause; readonly at: Instant } | undefined;
};
/** All endpoints in the order of their registration. */
export type WebhookEndpoints = readonly WebhookEndpoint[];
