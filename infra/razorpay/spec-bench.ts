import { expect } from 'vitest';
import type { GatewayFailure } from '../../domains/kernel/ports/payment-gateway.ts';
import { PaymentGatewayError } from '../../domains/kernel/ports/payment-gateway.ts';
import { startSimulators } from '../simulators/server.ts';
import type { SimulatorsOptions } from '../simulators/server.ts';
import type { ObservedCall, RazorpayConfig } from './config.ts';
import { createRazorpayGateway } from './gateway.ts';

const credentials = { keyId: 'rzp_test_key', keySecret: 'secret', webhookSecrets: ['whsec'] } as const;
const patience = {
  timeoutMs: 300,
  attemptsMax: 3,
  backoffFirstMs: 2,
  backoffMaxMs: 20,
  circuitFailuresMax: 50,
  circuitOpenMs: 1_000,
};

/** The adapter and a simulated vendor of its own, for the adapter's specs. */
export async function startBench(
  config: Partial<RazorpayConfig> = {},
  simulated: Partial<SimulatorsOptions['razorpay']> = {},
) {
  const simulators = await startSimulators({
    port: 0,
    razorpay: { ...credentials, webhookUrl: null, refundSettleMs: null, ...simulated },
    sms: { userId: 'u', key: 'k' },
  });
  const calls: ObservedCall[] = [];
  const baseUrl = `${simulators.url}/simulators/razorpay`;
  const observe = (call: ObservedCall) => void calls.push(call);
  const gateway = createRazorpayGateway({ ...credentials, ...patience, baseUrl, observe, ...config });
  const control = async (method: string, path: string, body?: unknown): Promise<Record<string, string>> => {
    const json = { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
    const response = await fetch(`${baseUrl}${path}`, { method, ...(body === undefined ? {} : json) });
    expect(response.status).toBe(200);
    return (await response.json()) as Record<string, string>;
  };
  let receipts = 0;
  const newReceipt = () => `receipt-${(receipts += 1)}`;
  const newOrder = () => gateway.createOrder({ receipt: newReceipt(), amount: 50_000, notes: {} });
  return {
    simulators,
    gateway,
    calls,
    control,
    newReceipt,
    newOrder,
    fault: (call: string, kind: string, more: object = {}) =>
      control('POST', '/faults', { call, fault: kind, ...more }),
    outcomesOf: (call: string) => calls.filter((seen) => seen.call === call).map(({ outcome }) => outcome),
    /** Makes an order of 500 rupees and plays the customer. */
    pay: async (outcome = 'captured') => {
      const order = await newOrder();
      const answer = await control('POST', '/pay', { orderId: order.id, outcome });
      return { order, paymentId: answer['razorpay_payment_id'] ?? '', signature: answer['razorpay_signature'] ?? '' };
    },
    reset: async () => {
      await control('DELETE', '/faults');
      calls.length = 0;
    },
    stop: async () => {
      gateway.close();
      await simulators.stop();
    },
  };
}

/** The failure that this work ends in; an error of another kind, or none, fails the test. */
export async function failureOf(work: Promise<unknown>): Promise<GatewayFailure> {
  const error: unknown = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof PaymentGatewayError)) throw new Error('expected a PaymentGatewayError', { cause: error });
  return error.failure;
}
