import { z } from 'zod';
import { Id, Instant } from '../../event-schemas/primitives.ts';
import { sql } from '../kernel/projection.ts';
import { readRoute, Refusal, writeRoute, type WriteContext } from '../kernel/routes.ts';
import { webhookEndpoints, WEBHOOK_ENDPOINTS_ID } from './endpoints/aggregate.ts';
import { WebhookDeliveryId, WebhookEndpointId, WebhookTaskId } from './ids.ts';
import { webhookTask } from './task/aggregate.ts';
import { DeliveryStatus, DeliveryView, deliveryView, WholeDeliveryView, type DeliveryRow } from './views.ts';

export const DELIVERIES_PAGE_MAX = 200;
const CURSOR_MAX = 9_007_199_254_740_991;
const byAdmin = { tag: 'Webhooks', allow: ['admin'] } as const;
const endpointParams = z.object({ endpointId: WebhookEndpointId });
const deliveryParams = z.object({ deliveryId: WebhookDeliveryId });
const Requested = z.object({ taskId: Id });

const requireEndpoint = async (endpointId: string, context: WriteContext): Promise<void> => {
  const { state } = await context.facts(webhookEndpoints, WEBHOOK_ENDPOINTS_ID);
  if (!state.some((each) => each.endpointId === endpointId)) throw new Refusal('WebhookEndpointNotFound');
};
const newTaskId = (context: WriteContext): WebhookTaskId => WebhookTaskId.parse(context.newId('webhookTask'));

export const deliveryWrites = [
  writeRoute({
    ...byAdmin,
    method: 'POST',
    path: '/webhooks/endpoints/:endpointId/test',
    summary: 'Send a message of the type webhook.test to an endpoint, to be found among its deliveries',
    status: 202,
    params: endpointParams,
    reply: z.object({ taskId: Id, messageId: Id }),
    refusals: ['WebhookEndpointNotFound'],
    run: async ({ params: { endpointId } }, context) => {
      await requireEndpoint(endpointId, context);
      const taskId = newTaskId(context);
      const messageId = context.newId('webhookTest');
      await context.send(webhookTask, { type: 'RequestWebhookTest', data: { taskId, endpointId, messageId } });
      return { taskId, messageId };
    },
  }),
  writeRoute({
    ...byAdmin,
    method: 'POST',
    path: '/webhooks/endpoints/:endpointId/replay',
    summary: 'Send again what was recorded for an endpoint since an instant, oldest first, under the same webhook-id',
    status: 202,
    params: endpointParams,
    body: z.object({
      since: Instant,
      onlyFailed: z.boolean().default(true).describe('Leave out what the receiver has taken'),
    }),
    reply: Requested,
    refusals: ['WebhookEndpointNotFound', 'InvalidReplayStart'],
    run: async ({ params: { endpointId }, body }, context) => {
      await requireEndpoint(endpointId, context);
      const taskId = newTaskId(context);
      await context.send(webhookTask, { type: 'RequestWebhookReplay', data: { taskId, endpointId, ...body } });
      return { taskId };
    },
  }),
  writeRoute({
    ...byAdmin,
    method: 'POST',
    path: '/webhooks/deliveries/:deliveryId/resend',
    summary: 'Send a delivery again, under the same webhook-id, with all its tries before it',
    status: 202,
    params: deliveryParams,
    reply: Requested,
    refusals: ['WebhookDeliveryNotFound', 'WebhookEndpointNotFound'],
    run: async ({ params: { deliveryId } }, context) => {
      const [row] = await context.query<{ readonly endpoint_id: string }>(
        sql`select endpoint_id from webhook.delivery where delivery_id = ${deliveryId}`,
      );
      if (row === undefined) throw new Refusal('WebhookDeliveryNotFound');
      const endpointId = WebhookEndpointId.parse(row.endpoint_id);
      await requireEndpoint(endpointId, context);
      const taskId = newTaskId(context);
      await context.send(webhookTask, { type: 'RequestWebhookResend', data: { taskId, endpointId, deliveryId } });
      return { taskId };
    },
  }),
];

export const deliveryReads = [
  readRoute({
    ...byAdmin,
    path: '/webhooks/deliveries',
    summary: 'What was sent to endpoints and what waits, newest first',
    query: z.object({
      endpointId: WebhookEndpointId.optional(),
      status: DeliveryStatus.optional(),
      limit: z.coerce.number().int().min(1).max(DELIVERIES_PAGE_MAX).default(50),
      cursor: z.coerce
        .number()
        .int()
        .min(1)
        .max(CURSOR_MAX)
        .default(CURSOR_MAX)
        .describe('The "next" of the page before'),
    }),
    reply: z.object({ deliveries: z.array(DeliveryView), next: z.string().optional() }),
    projections: [],
    run: async ({ query: { endpointId = null, status = null, limit, cursor } }, context) => {
      const rows = await context.query<DeliveryRow>(sql`select number, delivery_id, endpoint_id, message_id, event_type,
          subject, position, recorded_at, status, tries, last_status, next_attempt_at from webhook.delivery
        where number < ${cursor} and (${endpointId}::uuid is null or endpoint_id = ${endpointId})
          and (${status}::text is null or status = ${status}) order by number desc limit ${limit + 1}`);
      const deliveries = rows.slice(0, limit).map(deliveryView);
      return rows.length > limit ? { deliveries, next: String(rows[limit - 1]!.number) } : { deliveries };
    },
  }),
  readRoute({
    ...byAdmin,
    path: '/webhooks/deliveries/:deliveryId',
    summary: 'One delivery with its message and its last attempts',
    params: deliveryParams,
    reply: WholeDeliveryView,
    projections: [],
    run: async ({ params: { deliveryId } }, context) => {
      const [row] = await context.query<DeliveryRow>(
        sql`select * from webhook.delivery where delivery_id = ${deliveryId}`,
      );
      return row && { ...deliveryView(row), attempts: row.attempts, body: row.body };
    },
  }),
];
