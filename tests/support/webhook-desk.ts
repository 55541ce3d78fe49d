import { expect, vi } from 'vitest';
import { ok } from './purchase.ts';
import type { Answer, TestSystem } from './system.ts';
import type { WebhookReceiver } from './webhook-receiver.ts';

export type Delivery = {
  readonly deliveryId: string;
  readonly messageId: string;
  readonly eventType: string;
  readonly status: string;
  readonly tries: number;
  readonly lastStatus: number | null;
  readonly position: number;
};
export type Registered = { readonly endpointId: string; readonly secret: string };
const WAIT = { timeout: 30_000, interval: 50 };

/** What an admin does about webhooks; waits for what the system does by itself. */
export const webhookDesk = (system: TestSystem, token: string) => {
  const call = (method: string, path: string, body?: object): Promise<Answer> =>
    system.call(method, `/webhooks${path}`, { token, ...(body === undefined ? {} : { body }) });
  const deliveries = async (endpointId: string, more = ''): Promise<readonly Delivery[]> =>
    ok(await call('GET', `/deliveries?endpointId=${endpointId}${more}`)).body.deliveries as Delivery[];
  return {
    call,
    deliveries,
    register: async ({ url }: Pick<WebhookReceiver, 'url'>, eventTypes = ['product.updated']): Promise<Registered> =>
      ok(await call('POST', '/endpoints', { url, eventTypes }), 201).body as Registered,
    /** Has a message sent to the endpoint, and answers its id. */
    test: async (endpointId: string): Promise<string> =>
      ok(await call('POST', `/endpoints/${endpointId}/test`), 202).body.messageId as string,
    status: async (endpointId: string): Promise<string> => {
      const { body } = ok(await call('GET', `/endpoints/${endpointId}`));
      return (body.pausedFor ?? body.status) as string;
    },
    until: (check: () => unknown): Promise<unknown> => vi.waitFor(check, WAIT),
    /** Waits until the deliveries of an endpoint stand so, the newest first. */
    stand: (endpointId: string, ...expected: readonly object[]): Promise<unknown> =>
      vi.waitFor(async () => expect(await deliveries(endpointId)).toMatchObject(expected), WAIT),
  };
};
