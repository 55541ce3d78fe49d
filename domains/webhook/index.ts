import type { Domain } from '../kernel/aggregate.ts';
import { deliveryReads, deliveryWrites } from './delivery-routes.ts';
import { webhookEndpoints } from './endpoints/aggregate.ts';
import { endpointReads, endpointWrites } from './endpoint-routes.ts';
import { webhookTask } from './task/aggregate.ts';

export { webhookEndpoints };
export { WEBHOOK_ENDPOINTS_ID } from './endpoints/aggregate.ts';

/** Messages to systems of others. Deliveries are no streams: their queue is filled from the log and lies in PostgreSQL. */
export const webhookDomain: Domain = {
  name: 'webhook',
  aggregates: [webhookEndpoints, webhookTask],
  projections: [],
  writes: [...endpointWrites, ...deliveryWrites],
  reads: [...endpointReads, ...deliveryReads],
};
