import type { GatewayPayment, PaymentGateway } from '../../domains/kernel/ports/payment-gateway.ts';
import { PaymentGatewayError } from '../../domains/kernel/ports/payment-gateway.ts';
import { createResilience } from '../outbound/resilience.ts';
import type { CircuitStateName, Resilience } from '../outbound/resilience.ts';
import { call, createClient } from './client.ts';
import type { Caller } from './client.ts';
import type { ObservedCall, RazorpayConfig } from './config.ts';
import { createOrderOnce, oldestWithReceipt } from './create-order.ts';
import { errorReading } from './error-reading.ts';
import { invalidArgument } from './failures.ts';
import { checkoutMessage, isSigned } from './signatures.ts';
import { readWebhook } from './webhook.ts';
import { settlementCalls } from './settlements.ts';
import { tokenCalls } from './tokens.ts';
import { pathPart, unixRange } from './arguments.ts';
import { PAGE_ITEMS_MAX, listOf, paymentSchema, read, refundSchema } from './wire.ts';

const IDEMPOTENCY_KEY = /^[A-Za-z0-9_-]{10,}$/;
const CURRENCY = 'INR';

/** The payment gateway port over Razorpay, with what an operator wants to see and a way to let go of connections. */
export interface RazorpayGateway extends PaymentGateway {
  circuitState(): CircuitStateName;
  close(): void;
}

export function createRazorpayGateway(config: RazorpayConfig): RazorpayGateway {
  const client = createClient(config);
  const resilience = createResilience(config, errorReading(config.circuitOpenMs));
  const once: Caller = (name, run) =>
    resilience.once(name, () => observed(name, config.observe, () => call(name, () => run(client))));
  const repeated: Caller = (name, run) => resilience.repeated(() => once(name, run));
  return {
    createOrder: (request) => createOrderOnce(request, once, resilience),
    findOrderByReceipt: (receipt) => oldestWithReceipt(receipt, repeated),
    ...paymentCalls(repeated, once, resilience),
    ...refundCalls(repeated),
    ...settlementCalls(repeated),
    ...tokenCalls(repeated),
    verifyCheckoutSignature: ({ gatewayOrderId, paymentId, signature }) =>
      isSigned([config.keySecret], checkoutMessage(gatewayOrderId, paymentId), signature),
    verifyWebhookSignature: (rawBody, signature) => isSigned(config.webhookSecrets, rawBody, signature),
    readWebhook,
    circuitState: () => resilience.circuitState(),
    close: () => client.close(),
  };
}

function paymentCalls(repeated: Caller, once: Caller, resilience: Resilience) {
  const fetchPayment = async (paymentId: string, caller: Caller): Promise<GatewayPayment> => {
    const answer = await caller('payments.fetch', ({ api }) => api.payments.fetch(pathPart('paymentId', paymentId)));
    return read(paymentSchema, answer, 'payments.fetch');
  };
  const capture = async (paymentId: string, amount: number): Promise<GatewayPayment> => {
    try {
      const answer = await once('payments.capture', ({ api }) =>
        api.payments.capture(pathPart('paymentId', paymentId), amount, CURRENCY),
      );
      return read(paymentSchema, answer, 'payments.capture');
    } catch (error) {
      // Capturing twice is refused, and so is a repeat after a lost answer: only the payment itself tells.
      if (!(error instanceof PaymentGatewayError) || error.failure.code !== 'refused') throw error;
      const payment = await fetchPayment(paymentId, once);
      if ((payment.status === 'captured' || payment.status === 'refunded') && payment.amount === amount) return payment;
      throw error;
    }
  };
  return {
    fetchPayment: (paymentId: string) => fetchPayment(paymentId, repeated),
    capturePayment: (paymentId: string, amount: number) => resilience.repeated(() => capture(paymentId, amount)),
    listPaymentsOfOrder: async (gatewayOrderId: string) => {
      const answer = await repeated('orders.payments', ({ api }) =>
        api.orders.fetchPayments(pathPart('gatewayOrderId', gatewayOrderId)),
      );
      return read(listOf(paymentSchema), answer, 'orders.payments');
    },
    listPaymentsBetween: async ({ since, until, skip }: { since: string; until: string; skip: number }) => {
      const range = { ...unixRange('payments.list', since, until), skip, count: PAGE_ITEMS_MAX };
      const answer = await repeated('payments.list', ({ api }) => api.payments.all(range));
      const payments = read(listOf(paymentSchema), answer, 'payments.list');
      return { payments, nextSkip: payments.length < PAGE_ITEMS_MAX ? null : skip + PAGE_ITEMS_MAX };
    },
  };
}

function refundCalls(repeated: Caller): Pick<PaymentGateway, 'createRefund' | 'fetchRefund' | 'listRefundsOfPayment'> {
  return {
    createRefund: async ({ paymentId, amount, idempotencyKey, receipt, notes }) => {
      if (!IDEMPOTENCY_KEY.test(idempotencyKey)) {
        throw invalidArgument('refunds.create', 'idempotencyKey', 'must be 10 or more of A-Z a-z 0-9 _ -');
      }
      const path = `/payments/${pathPart('paymentId', paymentId)}/refund`;
      const body = { amount, speed: 'normal', receipt, notes };
      const answer = await repeated('refunds.create', (client) =>
        client.post(path, body, { 'X-Refund-Idempotency': idempotencyKey }),
      );
      return read(refundSchema, answer, 'refunds.create');
    },
    fetchRefund: async (refundId) => {
      const answer = await repeated('refunds.fetch', ({ api }) => api.refunds.fetch(pathPart('refundId', refundId)));
      return read(refundSchema, answer, 'refunds.fetch');
    },
    listRefundsOfPayment: async (paymentId) => {
      const answer = await repeated('payments.refunds', ({ api }) =>
        api.payments.fetchMultipleRefund(pathPart('paymentId', paymentId), { count: PAGE_ITEMS_MAX }),
      );
      return read(listOf(refundSchema), answer, 'payments.refunds');
    },
  };
}

async function observed(
  name: string,
  observe: RazorpayConfig['observe'],
  run: () => Promise<unknown>,
): Promise<unknown> {
  if (observe === undefined) return run();
  const startedAt = performance.now();
  const report = (outcome: ObservedCall['outcome'], detail: string | null) =>
    observe({ call: name, outcome, detail, ms: performance.now() - startedAt });
  try {
    const answer = await run();
    report('ok', null);
    return answer;
  } catch (error) {
    if (error instanceof PaymentGatewayError) report(error.failure.code, detailOf(error));
    throw error;
  }
}

function detailOf({ failure }: PaymentGatewayError): string | null {
  if (failure.code === 'unavailable') return failure.cause;
  return failure.code === 'refused' ? failure.vendorCode : null;
}
