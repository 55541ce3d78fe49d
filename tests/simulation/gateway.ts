import {
  PaymentGatewayError,
  type GatewayOrder,
  type GatewayPayment,
  type GatewayRefund,
  type PaymentGateway,
} from '../../domains/kernel/ports/payment-gateway.ts';
import type { FaultCounts } from './faults.ts';
import type { Random } from './random.ts';

type Options = {
  readonly random: Random;
  readonly rate: number;
  readonly counts: FaultCounts;
  readonly now: () => string;
};

/** A payment gateway in memory whose answers get lost now and then, before or after they had their effect. */
export class SimulatedGateway implements PaymentGateway {
  readonly orders = new Map<string, GatewayOrder>();
  readonly payments = new Map<string, GatewayPayment>();
  readonly refunds = new Map<string, GatewayRefund & { readonly key: string }>();
  readonly #byReceipt = new Map<string, GatewayOrder>();
  readonly #paymentsOf = new Map<string, string[]>();
  readonly #options: Options;
  #serial = 0;
  constructor(options: Options) {
    this.#options = options;
  }

  #id(prefix: string): string {
    this.#serial += 1;
    return `${prefix}_${String(this.#serial).padStart(14, '0')}`;
  }

  /** Loses the call (nothing happened) or its answer (it did happen). */
  #answer<T>(effect: () => T): Promise<T> {
    const { random, rate, counts } = this.#options;
    const lost = (kind: 'none' | 'unknown'): Promise<never> => {
      counts.refusals += 1;
      return Promise.reject(
        new PaymentGatewayError('lost', { code: 'unavailable', cause: 'network', effect: kind, retryAfterMs: null }),
      );
    };
    if (random.chance(rate)) return lost('none');
    const value = effect();
    return random.chance(rate) ? lost('unknown') : Promise.resolve(value);
  }

  createOrder({ receipt, amount }: Parameters<PaymentGateway['createOrder']>[0]): Promise<GatewayOrder> {
    return this.#answer(() => {
      const known = this.#byReceipt.get(receipt);
      if (known !== undefined) return known;
      const order: GatewayOrder = {
        id: this.#id('order'),
        receipt,
        amount,
        amountPaid: 0,
        amountDue: amount,
        currency: 'INR',
        status: 'created',
        attempts: 0,
        createdAt: this.#options.now(),
      };
      this.orders.set(order.id, order);
      this.#byReceipt.set(receipt, order);
      return order;
    });
  }

  /** Captured and not given back. */
  get paidPaise(): number {
    let paise = 0;
    for (const { status, amount, amountRefunded } of this.payments.values())
      if (status === 'captured') paise += amount - amountRefunded;
    return paise;
  }

  /** Without a network in between. */
  orderOf(receipt: string): GatewayOrder | undefined {
    return this.#byReceipt.get(receipt);
  }

  findOrderByReceipt(receipt: string): Promise<GatewayOrder | null> {
    return this.#answer(() => this.#byReceipt.get(receipt) ?? null);
  }

  /** What the buyer does in the gateway's own window. */
  pay(orderId: string, status: 'captured' | 'failed'): GatewayPayment {
    const order = this.orders.get(orderId)!;
    const payment: GatewayPayment = {
      id: this.#id('pay'),
      orderId,
      amount: order.amount,
      currency: 'INR',
      status,
      method: 'upi',
      amountRefunded: 0,
      refundStatus: null,
      fee: 0,
      tax: 0,
      failure: status === 'failed' ? { code: 'BAD_REQUEST_ERROR', description: null, reason: 'payment_failed' } : null,
      createdAt: this.#options.now(),
    };
    this.payments.set(payment.id, payment);
    this.#paymentsOf.set(orderId, [...(this.#paymentsOf.get(orderId) ?? []), payment.id]);
    if (status === 'captured')
      this.orders.set(orderId, { ...order, status: 'paid', amountPaid: order.amount, amountDue: 0 });
    return payment;
  }

  fetchPayment(paymentId: string): Promise<GatewayPayment> {
    return this.#answer(() => this.payments.get(paymentId)!);
  }
  listPaymentsOfOrder(orderId: string): Promise<readonly GatewayPayment[]> {
    return this.#answer(() => (this.#paymentsOf.get(orderId) ?? []).map((id) => this.payments.get(id)!));
  }
  capturePayment(paymentId: string): Promise<GatewayPayment> {
    return this.fetchPayment(paymentId);
  }

  createRefund({
    paymentId,
    amount,
    idempotencyKey,
    receipt,
  }: Parameters<PaymentGateway['createRefund']>[0]): Promise<GatewayRefund> {
    return this.#answer(() => {
      const known = this.refunds.get(idempotencyKey);
      if (known !== undefined) return known;
      const payment = this.payments.get(paymentId)!;
      if (payment.amountRefunded + amount > payment.amount)
        throw new PaymentGatewayError('too much', {
          code: 'refused',
          httpStatus: 400,
          vendorCode: 'BAD_REQUEST_ERROR',
          description: 'The refund amount provided is greater than amount captured',
          field: 'amount',
          reason: null,
        });
      this.payments.set(paymentId, { ...payment, amountRefunded: payment.amountRefunded + amount });
      const refund = {
        id: this.#id('rfnd'),
        paymentId,
        amount,
        currency: 'INR',
        receipt,
        status: 'processed',
        speedRequested: 'normal',
        speedProcessed: 'normal',
        createdAt: this.#options.now(),
        key: idempotencyKey,
      } as const;
      this.refunds.set(idempotencyKey, refund);
      return refund;
    });
  }

  fetchRefund(refundId: string): Promise<GatewayRefund> {
    return this.#answer(() => [...this.refunds.values()].find(({ id }) => id === refundId)!);
  }
  listRefundsOfPayment(paymentId: string): Promise<readonly GatewayRefund[]> {
    return this.#answer(() => [...this.refunds.values()].filter((refund) => refund.paymentId === paymentId));
  }
  listPaymentsBetween(): Promise<{ readonly payments: readonly GatewayPayment[]; readonly nextSkip: null }> {
    return this.#answer(() => ({ payments: [...this.payments.values()], nextSkip: null }));
  }
  listRefundsBetween(): Promise<{ readonly refunds: readonly GatewayRefund[]; readonly nextSkip: null }> {
    return this.#answer(() => ({ refunds: [...this.refunds.values()], nextSkip: null }));
  }
  createCustomer(): Promise<{ readonly id: string }> {
    return this.#answer(() => ({ id: this.#id('cust') }));
  }
  listTokens(): Promise<readonly []> {
    return this.#answer(() => []);
  }
  deleteToken(): Promise<void> {
    return this.#answer(() => undefined);
  }
  listSettledOn(): Promise<{ readonly items: readonly []; readonly nextSkip: null }> {
    return this.#answer(() => ({ items: [], nextSkip: null }));
  }
  verifyCheckoutSignature(): boolean {
    return true;
  }
  verifyWebhookSignature(): boolean {
    return true;
  }
  readWebhook(): never {
    throw new Error('the simulation reports payments by verification and by the poll');
  }
}
