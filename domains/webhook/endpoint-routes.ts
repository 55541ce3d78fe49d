import { z } from 'zod';
import { Id, Instant, UserId } from '../../event-schemas/primitives.ts';
import { instantAfter } from '../kernel/calendar.ts';
import { readRoute, Refusal, writeRoute, type WriteContext } from '../kernel/routes.ts';
import { webhookPolicy } from '../policy/webhook.ts';
import { webhookEndpoints, WEBHOOK_ENDPOINTS_ID } from './endpoints/aggregate.ts';
import type { WebhookEndpoints } from './endpoints/state.ts';
import { WebhookTerms } from './endpoints/events.ts';
import { WebhookEndpointId } from './ids.ts';
import { webhookSecret } from './secret.ts';
import { EndpointView, endpointView } from './views.ts';

const byAdmin = { tag: 'Webhooks', allow: ['admin'] } as const;
const params = z.object({ endpointId: WebhookEndpointId });
const path = '/webhooks/endpoints/:endpointId';

const requireCallable = async (url: string, { ports }: WriteContext): Promise<void> => {
  const refusal = await ports.webhookTarget.refusal(url);
  if (refusal !== undefined) throw new Refusal('InvalidWebhookUrl', refusal);
};

const viewFrom = (endpoints: WebhookEndpoints, endpointId: string): z.infer<typeof EndpointView> =>
  endpointView(endpoints.find((each) => each.endpointId === endpointId)!);

export const endpointWrites = [
  writeRoute({
    ...byAdmin,
    method: 'POST',
    path: '/webhooks/endpoints',
    summary: 'Have events sent to an address; the secret that they are signed with is shown this once',
    status: 201,
    body: WebhookTerms,
    reply: z.object({ endpointId: Id, secret: z.string() }),
    secretAnswer: true,
    freshProof: true,
    refusals: ['InvalidWebhookUrl', 'TooManyWebhookEndpoints'],
    run: async ({ body }, context) => {
      await requireCallable(body.url, context);
      const endpointId = WebhookEndpointId.parse(context.newId('webhookEndpoint'));
      const secretId = context.newId('webhookSecret');
      const registeredBy = UserId.parse(context.caller!.userId);
      const data = { ...body, endpointId, secretId, registeredBy };
      await context.send(webhookEndpoints, { type: 'RegisterWebhookEndpoint', data });
      return { endpointId, secret: webhookSecret(context.ports.secrets, endpointId, secretId) };
    },
  }),
  writeRoute({
    ...byAdmin,
    method: 'PUT',
    path,
    summary:
      'Change the address, the event types or the description of an endpoint; what waits goes to the new address',
    params,
    body: WebhookTerms,
    reply: EndpointView,
    freshProof: true,
    refusals: ['InvalidWebhookUrl', 'WebhookEndpointNotFound'],
    run: async ({ params: { endpointId }, body }, context) => {
      await requireCallable(body.url, context);
      const data = { ...body, endpointId };
      const { state } = await context.send(webhookEndpoints, { type: 'ChangeWebhookEndpoint', data });
      return viewFrom(state, endpointId);
    },
  }),
  writeRoute({
    ...byAdmin,
    method: 'POST',
    path: `${path}/secret`,
    summary: 'Give an endpoint a new secret, shown this once; for a day messages are signed with the one before too',
    status: 201,
    params,
    reply: z.object({ endpointId: Id, secret: z.string(), previousUntil: Instant }),
    secretAnswer: true,
    freshProof: true,
    refusals: ['WebhookEndpointNotFound'],
    run: async ({ params: { endpointId } }, context) => {
      const secretId = context.newId('webhookRotation');
      const previousUntil = instantAfter(context.now, webhookPolicy.previousSecretMs.value);
      const data = { endpointId, secretId, previousUntil };
      await context.send(webhookEndpoints, { type: 'RotateWebhookSecret', data });
      return { endpointId, secret: webhookSecret(context.ports.secrets, endpointId, secretId), previousUntil };
    },
  }),
  writeRoute({
    ...byAdmin,
    method: 'POST',
    path: `${path}/pause`,
    summary: 'Send nothing to an endpoint for now; events are kept for it',
    params,
    reply: EndpointView,
    refusals: ['WebhookEndpointNotFound'],
    run: async ({ params: { endpointId } }, context) => {
      const data = { endpointId, reason: 'byHand' as const };
      const { state } = await context.send(webhookEndpoints, { type: 'PauseWebhookEndpoint', data });
      return viewFrom(state, endpointId);
    },
  }),
  writeRoute({
    ...byAdmin,
    method: 'POST',
    path: `${path}/resume`,
    summary: 'Send to an endpoint again, whyever it was paused',
    params,
    reply: EndpointView,
    refusals: ['WebhookEndpointNotFound'],
    run: async ({ params: { endpointId } }, context) => {
      const data = { endpointId, by: 'hand' as const };
      const { state } = await context.send(webhookEndpoints, { type: 'ResumeWebhookEndpoint', data });
      return viewFrom(state, endpointId);
    },
  }),
  writeRoute({
    ...byAdmin,
    method: 'DELETE',
    path,
    summary: 'Remove an endpoint; what waits for it is given up',
    params,
    reply: z.object({ done: z.literal(true) }),
    run: async ({ params: data }, context) => {
      await context.send(webhookEndpoints, { type: 'RemoveWebhookEndpoint', data });
      return { done: true };
    },
  }),
];

export const endpointReads = [
  readRoute({
    ...byAdmin,
    path: '/webhooks/endpoints',
    summary: 'All webhook endpoints, without their secrets',
    reply: z.object({ endpoints: z.array(EndpointView) }),
    projections: [],
    run: async (_, { facts }) => {
      const { state } = await facts(webhookEndpoints, WEBHOOK_ENDPOINTS_ID);
      return { endpoints: state.map(endpointView) };
    },
  }),
  readRoute({
    ...byAdmin,
    path,
    summary: 'One webhook endpoint',
    params,
    reply: EndpointView,
    projections: [],
    run: async ({ params: { endpointId } }, { facts }) => {
      const { state } = await facts(webhookEndpoints, WEBHOOK_ENDPOINTS_ID);
      const found = state.find((each) => each.endpointId === endpointId);
      return found && endpointView(found);
    },
  }),
];
