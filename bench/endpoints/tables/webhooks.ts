import { eventually } from '../eventually.ts';
import { textAt, type Life } from '../life.ts';
import { CPU_MS, operation, type Operation } from '../operation.ts';
import { receiverUrl } from '../receiver.ts';

/** The shop has 20 endpoints at most, so that only the first lives have one. */
const FEW = { warmUp: 4, lives: 12, note: 'the lives that there is room for' };
const byAdmin = { as: 'admin' } as const;
const endpoint = (life: Life) => ({ ...byAdmin, path: { endpointId: life.recall('webhookEndpoint') } });
const terms = (life: Life, description: string) => ({
  ...{ url: life.recall('receiver'), description },
  eventTypes: ['order.created'],
});
const delivery = (life: Life) => ({ ...byAdmin, path: { deliveryId: life.recall('webhookDelivery') } });

/** A partner's endpoint, what is sent to it, and its end. */
export const webhookOperations: readonly Operation[] = [
  operation('POST /webhooks/endpoints', {
    ...FEW,
    before: async (life) => life.remember('receiver', await receiverUrl()),
    ask: (life) => ({ ...byAdmin, body: terms(life, 'books of a partner') }),
    learn: (life, body) => life.remember('webhookEndpoint', textAt(body, 'endpointId')),
  }),
  operation('GET /webhooks/endpoints', { ask: () => byAdmin }),
  operation('GET /webhooks/endpoints/{endpointId}', { ...FEW, ask: endpoint }),
  operation('PUT /webhooks/endpoints/{endpointId}', {
    ...FEW,
    ask: (life) => ({ ...endpoint(life), body: terms(life, 'books and stock of a partner') }),
  }),
  operation('POST /webhooks/endpoints/{endpointId}/secret', { ...FEW, ask: endpoint }),
  operation('POST /webhooks/endpoints/{endpointId}/pause', { ...FEW, cpuMs: CPU_MS.oneEvent, ask: endpoint }),
  operation('POST /webhooks/endpoints/{endpointId}/resume', { ...FEW, cpuMs: CPU_MS.oneEvent, ask: endpoint }),
  operation('POST /webhooks/endpoints/{endpointId}/test', { ...FEW, ask: endpoint }),
  operation('GET /webhooks/deliveries', { ask: () => ({ ...byAdmin, query: 'limit=20' }) }),
  operation('GET /webhooks/deliveries/{deliveryId}', {
    ...FEW,
    before: async (life, world) => {
      const query = `endpointId=${life.recall('webhookEndpoint')}`;
      const sent = await eventually(async () => {
        const answer = await world.call(life, 'GET /webhooks/deliveries', { ...byAdmin, query });
        return (answer as { readonly deliveries: readonly unknown[] }).deliveries[0];
      });
      life.remember('webhookDelivery', textAt(sent, 'deliveryId'));
    },
    ask: delivery,
  }),
  operation('POST /webhooks/deliveries/{deliveryId}/resend', { ...FEW, ask: delivery }),
  operation('POST /webhooks/endpoints/{endpointId}/replay', {
    ...FEW,
    ask: (life) => ({
      ...endpoint(life),
      body: { since: new Date(Date.now() - 60_000).toISOString(), onlyFailed: false },
    }),
  }),
  operation('DELETE /webhooks/endpoints/{endpointId}', { ...FEW, ask: endpoint }),
];
