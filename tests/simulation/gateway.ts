import { instantAfter } from '../../domains/kernel/calendar.ts';
import type {
  GatewayOrder,
  GatewayPayment,
  GatewayRefund,
  PaymentGateway,
} from '../../domains/kernel/ports/payment-gateway.ts';
import { GatewayRest, mayLose, newOrder, refused, type Losses } from './gateway-rest.ts';

/** How often a bank takes its time over a refund, and how often it then says no. */
type Banks = { readonly slowRefunds: number; readonly failedRefunds: number };
type Options = Losses & {
  readonly now: () => string;
  /** Without it refunds arrive at once. */
  readonly banks?: Banks;
};
const LATE_MS = [5 * 60_000, 2 * 86_400_000] as const;

/** A payment gateway in memory whose answers get lost now and then, before or after they had their effect. */
export class SimulatedGateway extends GatewayRest implements PaymentGateway {
  readonly orders = new Map<string, GatewayOrder>();
  readonly payments = new Map<string, GatewayPayment>();
  readonly refunds = new Map<string, GatewayRefund & { readonly key: string }>();
  readonly #byReceipt = new Map<string, GatewayOrder>();
  readonly #paymentsOf = new Map<string, string[]>();
  readonly #options: Options;
  /** When a bank says yes to a payment that it has failed before. */
  readonly #lateAt = new Map<string, string>();
  readonly #lost = new Map<string, number>();
  readonly #answer: ReturnType<typeof mayLose>;
  #serial = 0;
  constructor(options: Options) {
    super();
    this.#options = options;
    this.#answer = mayLose(options);
  }

  #id(prefix: string): string {
    this.#serial += 1;
    return `${prefix}_${String(this.#serial).padStart(14, '0')}`;
  }

  createOrder({ receipt, amount }: Parameters<PaymentGateway['createOrder']>[0]): Promise<GatewayOrder> {
    return this.#answer(() => {
      const known = this.#byReceipt.get(receipt);
      if (known !== undefined) return known;
      const order = newOrder({ id: this.#id('order'), receipt, amount, createdAt: this.#options.now() });
      this.orders.set(order.id, order);
      this.#byReceipt.set(receipt, order);
      return order;
    });
  }

  /** A dispute is lost: the money is the buyer's again. */
  lose(disputeId: string, paise: number): void {
    this.#lost.set(disputeId, paise);
  }

  /** Captured, and neither given back nor lost. */
  get paidPaise(): number {
    let paise = 0;
    for (const lost of this.#lost.values()) paise -= lost;
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
  pay(orderId: string, outcome: 'captured' | 'authorized' | 'failed' | 'late'): GatewayPayment {
    const order = this.orders.get(orderId)!;
    const status = outcome === 'late' ? 'failed' : outcome;
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
    if (outcome === 'late')
      this.#lateAt.set(payment.id, instantAfter(payment.createdAt, this.#options.random.pick(LATE_MS)));
    return status === 'captured' ? this.#capture(payment) : payment;
  }

  #capture(payment: GatewayPayment): GatewayPayment {
    const captured: GatewayPayment = { ...payment, status: 'captured', failure: null };
    const order = this.orders.get(payment.orderId!)!;
    this.orders.set(order.id, { ...order, status: 'paid', amountPaid: order.amount, amountDue: 0 });
    this.payments.set(payment.id, captured);
    return captured;
  }

  /** As it is now: a bank that was silent may have said yes, unless the order was paid meanwhile. */
  #look(paymentId: string): GatewayPayment {
    const payment = this.payments.get(paymentId)!;
    const lateAt = this.#lateAt.get(paymentId);
    if (lateAt === undefined || lateAt > this.#options.now()) return payment;
    this.#lateAt.delete(paymentId);
    return this.orders.get(payment.orderId!)!.status === 'paid' ? payment : this.#capture(payment);
  }

  fetchPayment(paymentId: string): Promise<GatewayPayment> {
    return this.#answer(() => this.#look(paymentId));
  }
  listPaymentsOfOrder(orderId: string): Promise<readonly GatewayPayment[]> {
    return this.#answer(() => (this.#paymentsOf.get(orderId) ?? []).map((id) => this.#look(id)));
  }
  capturePayment(paymentId: string): Promise<GatewayPayment> {
    return this.#answer(() => {
      const payment = this.#look(paymentId);
      if (payment.status === 'authorized' && this.orders.get(payment.orderId!)!.status !== 'paid')
        return this.#capture(payment);
      if (payment.status === 'captured') return payment;
      throw refused('Only payments which have been authorized and not yet captured can be captured');
    });
  }

  createRefund(asked: Parameters<PaymentGateway['createRefund']>[0]): Promise<GatewayRefund> {
    const { paymentId, amount, idempotencyKey, receipt } = asked;
    return this.#answer(() => {
      const known = this.refunds.get(idempotencyKey);
      if (known !== undefined) return known;
      const payment = this.payments.get(paymentId)!;
      if (payment.amountRefunded + amount > payment.amount)
        throw refused('The refund amount provided is greater than amount captured');
      this.payments.set(paymentId, { ...payment, amountRefunded: payment.amountRefunded + amount });
      const { banks, random } = this.#options;
      const refund = {
        id: this.#id('rfnd'),
        paymentId,
        amount,
        currency: 'INR',
        receipt,
        status: banks !== undefined && random.chance(banks.slowRefunds) ? 'pending' : 'processed',
        speedRequested: 'normal',
        speedProcessed: 'normal',
        createdAt: this.#options.now(),
        key: idempotencyKey,
      } satisfies GatewayRefund & { readonly key: string };
      this.refunds.set(idempotencyKey, refund);
      return refund;
    });
  }

  /** A bank that took its time has decided by the time that somebody asks. */
  #settled(refund: GatewayRefund & { readonly key: string }): GatewayRefund {
    const { banks, random } = this.#options;
    if (refund.status !== 'pending' || banks === undefined) return refund;
    const settled = { ...refund, status: random.chance(banks.failedRefunds) ? 'failed' : 'processed' } as const;
    this.refunds.set(refund.key, settled);
    const payment = this.payments.get(refund.paymentId)!;
    if (settled.status === 'failed')
      this.payments.set(payment.id, { ...payment, amountRefunded: payment.amountRefunded - refund.amount });
    return settled;
  }

  fetchRefund(refundId: string): Promise<GatewayRefund> {
    return this.#answer(() => this.#settled([...this.refunds.values()].find(({ id }) => id === refundId)!));
  }
  listRefundsOfPayment(paymentId: string): Promise<readonly GatewayRefund[]> {
    return this.#answer(() =>
      [...this.refunds.values()]
        .filter((refund) => refund.paymentId === paymentId)
        .map((refund) => this.#settled(refund)),
    );
  }
  listPaymentsBetween(): Promise<{ readonly payments: readonly GatewayPayment[]; readonly nextSkip: null }> {
    return this.#answer(() => ({ payments: [...this.payments.values()], nextSkip: null }));
  }
  listRefundsBetween(): Promise<{ readonly refunds: readonly GatewayRefund[]; readonly nextSkip: null }> {
    return this.#answer(() => ({ refunds: [...this.refunds.values()], nextSkip: null }));
  }
}
