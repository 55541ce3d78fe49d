import { expect } from 'vitest';
import { startSimulators } from '../server.ts';
import type { SimulatorsOptions } from '../server.ts';

export const credentials = { keyId: 'rzp_test_key', keySecret: 'secret', webhookSecrets: ['first-secret'] } as const;

type Json = Record<string, unknown>;

/** Simulators of its own for one spec, and short ways to call them. */
export async function startShop(
  razorpay: Partial<SimulatorsOptions['razorpay']> = {},
  more: Partial<SimulatorsOptions> = {},
) {
  const simulators = await startSimulators({
    port: 0,
    razorpay: { ...credentials, webhookUrl: null, refundSettleMs: 0, ...razorpay },
    sms: { userId: 'u', key: 'k' },
    ...more,
  });
  const base = `${simulators.url}/simulators/razorpay`;
  const authorization = `Basic ${Buffer.from(`${credentials.keyId}:${credentials.keySecret}`).toString('base64')}`;

  /** Any call; the vendor's credentials go along, and only the vendor's paths look at them. */
  async function ask(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
    const json = body === undefined ? {} : { body: JSON.stringify(body) };
    const type = body === undefined ? {} : { 'content-type': 'application/json' };
    const response = await fetch(base + path, { method, ...json, headers: { authorization, ...type, ...headers } });
    return { status: response.status, headers: response.headers, body: (await response.json()) as Json };
  }
  async function good(method: string, path: string, body?: unknown): Promise<Json> {
    const answer = await ask(method, path, body);
    expect(answer).toMatchObject({ status: 200 });
    return answer.body;
  }
  const newOrder = async (order: object = {}): Promise<string> => {
    const made = await good('POST', '/v1/orders', { amount: 50_000, currency: 'INR', ...order });
    return String(made['id']);
  };
  return {
    simulators,
    ask,
    good,
    newOrder,
    /** Pays the order, or a new one, and answers the id of the payment. */
    pay: async (how: { orderId?: string } & Json = {}): Promise<string> => {
      const answer = await good('POST', '/pay', { orderId: how.orderId ?? (await newOrder()), ...how });
      const failed = answer['error'] as { metadata: { payment_id: string } } | undefined;
      return failed?.metadata.payment_id ?? String(answer['razorpay_payment_id']);
    },
    payment: (id: string) => good('GET', `/v1/payments/${id}`),
    deliveries: async () => (await good('GET', '/webhooks'))['deliveries'] as Json[],
  };
}
