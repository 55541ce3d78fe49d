import type { Reactor } from '../../domains/kernel/reactor.ts';
import { webhookPolicy } from '../../domains/policy/webhook.ts';
import { webhookEndpoints, WEBHOOK_ENDPOINTS_ID } from '../../domains/webhook/endpoints/aggregate.ts';
import type { WebhookEndpointEvent } from '../../domains/webhook/endpoints/events.ts';
import { provenAddressOf, sendUnlessRefused } from './person-mail.ts';

type Paused = Extract<WebhookEndpointEvent, { type: 'WebhookEndpointPaused' }>['data'];

const REASONS: Readonly<Record<Exclude<Paused['reason'], 'byHand'>, string>> = {
  failing: `The last ${webhookPolicy.failuresInRowMax.value} attempts failed. What waits is kept; one delivery is tried now and then, and all are sent when it is taken.`,
  gone: 'The receiver answered 410 Gone. Nothing new is kept for this endpoint until somebody resumes it.',
  overflowing: `More than ${webhookPolicy.waitingMax.value} deliveries wait. Nothing new is kept for this endpoint until somebody resumes it.`,
};

/** Writes to the admin who registered an endpoint when it is paused by itself. The URL may hold a token, so only its host is named. */
export const webhookPausedMail: Reactor = {
  name: 'webhookPausedMail',
  handles: ['WebhookEndpointPaused'],
  react: async (event, context) => {
    const { endpointId, reason, registeredBy } = event.data as Paused;
    if (reason === 'byHand') return;
    const endpoints = (await context.facts(webhookEndpoints, WEBHOOK_ENDPOINTS_ID)).state;
    const endpoint = endpoints.find((each) => each.endpointId === endpointId);
    const to = await provenAddressOf(registeredBy, context);
    if (endpoint === undefined || to === undefined) return;
    const { host } = new URL(endpoint.url);
    const remedy = `Look at GET /api/v1/webhooks/deliveries?endpointId=${endpointId}, and resume it with POST /api/v1/webhooks/endpoints/${endpointId}/resume.`;
    const text = [REASONS[reason], remedy, 'Only2U'].join('\n\n');
    await sendUnlessRefused({ to, subject: `Webhooks to ${host} are paused`, text, key: event.eventId }, context);
  },
};
