import { PaymentGatewayError } from '../../domains/kernel/ports/payment-gateway.ts';
import type { GatewayOrder, PaymentGateway } from '../../domains/kernel/ports/payment-gateway.ts';
import type { Resilience } from '../outbound/resilience.ts';
import type { Caller } from './client.ts';
import { invalidArgument } from './failures.ts';
import { PAGE_ITEMS_MAX, listOf, orderSchema, read } from './wire.ts';

type CreateOrder = Parameters<PaymentGateway['createOrder']>[0];

const CURRENCY = 'INR';
const AMOUNT_MIN = 100;
const RECEIPT_LENGTH_MAX = 40;

/**
 * Creates an order at most once per receipt. Razorpay takes no idempotency key for orders, so whenever an earlier call
 * may have had its effect, the order is looked for by its receipt before another one is created.
 */
export async function createOrderOnce(
  request: CreateOrder,
  once: Caller,
  resilience: Resilience,
): Promise<GatewayOrder> {
  assertValid(request);
  let mayExist = request.lookFirst ?? false;
  return resilience.repeated(async () => {
    const existing = mayExist ? await oldestWithReceipt(request.receipt, once) : null;
    if (existing !== null) return sameAmount(existing, request);
    try {
      return await create(request, once);
    } catch (error) {
      if (!(error instanceof PaymentGatewayError)) throw error;
      const { failure } = error;
      if (failure.code === 'unavailable') mayExist ||= failure.effect === 'unknown';
      if (failure.code === 'refused' && failure.field === 'receipt') {
        const taken = await oldestWithReceipt(request.receipt, once);
        if (taken !== null) return sameAmount(taken, request);
      }
      throw error;
    }
  });
}

/** Two calls that raced can both have made an order; everybody must then settle on the same one, the oldest. */
export async function oldestWithReceipt(receipt: string, caller: Caller): Promise<GatewayOrder | null> {
  const answer = await caller('orders.find', ({ api }) => api.orders.all({ receipt, count: PAGE_ITEMS_MAX }));
  const orders = read(listOf(orderSchema), answer, 'orders.find').filter((order) => order.receipt === receipt);
  const oldestFirst = orders.toSorted((a, b) => order(a.createdAt, b.createdAt) || order(a.id, b.id));
  return oldestFirst[0] ?? null;
}

async function create({ receipt, amount, notes }: CreateOrder, once: Caller): Promise<GatewayOrder> {
  const body = { amount, currency: CURRENCY, receipt, notes: { ...notes } };
  return read(orderSchema, await once('orders.create', ({ api }) => api.orders.create(body)), 'orders.create');
}

function sameAmount(found: GatewayOrder, { amount }: CreateOrder): GatewayOrder {
  if (found.amount === amount && found.currency === CURRENCY) return found;
  throw invalidArgument('orders.create', 'receipt', 'belongs to an order over another amount');
}

function assertValid({ receipt, amount }: CreateOrder): void {
  if (!Number.isSafeInteger(amount) || amount < AMOUNT_MIN) {
    throw invalidArgument('orders.create', 'amount', `must be integer paise, ${AMOUNT_MIN} or more`);
  }
  if (receipt === '' || receipt.length > RECEIPT_LENGTH_MAX) {
    throw invalidArgument('orders.create', 'receipt', `must have 1 to ${RECEIPT_LENGTH_MAX} characters`);
  }
}

function order(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
