import { z } from 'zod';
import { derivedId } from '../../domains/kernel/derived-id.ts';
import { PaymentGatewayError, type GatewayPayment } from '../../domains/kernel/ports/payment-gateway.ts';
import { Refusal, writeRoute, type WriteContext } from '../../domains/kernel/routes.ts';
import { order, orderStatus, ORDER_STATUSES, type Order } from '../../domains/order/index.ts';
import { payment, PaymentView, paymentView, type Payment, captureReport } from '../../domains/payment/index.ts';
import { orderPolicy } from '../../domains/policy/order.ts';
import { OrderId, Paise, PaymentId, RefundId } from '../../event-schemas/primitives.ts';
import { ownOrder } from './order-access.ts';

const route = { tag: 'Payments', method: 'POST' } as const;
const Verified = PaymentView.extend({ orderStatus: z.enum(ORDER_STATUSES) });

/** The payment of an order of the caller, or of a change of it; it exists once stock, coupon and coins are held. */
const paymentOf = async (orderId: OrderId, named: PaymentId | undefined, context: WriteContext): Promise<Payment> => {
  const { paymentId, edits } = await ownOrder(orderId, context);
  const wanted = edits.find(({ editPaymentId }) => editPaymentId === named)?.editPaymentId ?? paymentId;
  const { state } = await context.facts(payment, wanted);
  if (state === undefined) throw new Refusal('PaymentNotFound', 'Nothing is to be paid for this order yet.');
  return state;
};

/** Why an order that is decided has no payment: store credit pays all of it, or it ended before. */
const nothingToPay = (placed: Order | undefined): Refusal =>
  placed?.phase === 'confirmed'
    ? new Refusal('PaymentNotFound', 'Store credit pays the whole order; nothing is left to pay.')
    : new Refusal('PaymentExpired', `The order is ${placed?.phase ?? 'gone'}; place it again.`);

const open = writeRoute({
  ...route,
  path: '/payments/create-order',
  allow: ['customer', 'reseller', 'support', 'admin'],
  summary: "The gateway's order in which this order is paid; asking again gives the same one",
  body: z.object({ orderId: OrderId }),
  reply: PaymentView,
  refusals: ['OrderNotFound', 'PaymentNotFound', 'PaymentExpired', 'PaymentMethodMismatch', 'NotReady'],
  run: async ({ body: { orderId } }, context) => {
    const { paymentId, paymentMethod } = await ownOrder(orderId, context);
    if (paymentMethod === 'COD') throw new Refusal('PaymentMethodMismatch', 'This order is paid at the door.');
    const check = async (): Promise<Payment | undefined> => {
      const [{ state }, { state: placed }] = await Promise.all([
        context.facts(payment, paymentId),
        context.facts(order, orderId),
      ]);
      // What was refused before anything could be paid never has a payment, so there is nothing to wait for.
      if (state === undefined && placed?.phase !== 'pending') throw nothingToPay(placed);
      return state === undefined || state.status === 'requested' ? undefined : state;
    };
    const streams = [`payment-${paymentId}`, `order-${orderId}`];
    const state = await context.waitFor(streams, check, orderPolicy.placeWaitMs.value);
    if (state === undefined) throw new Refusal('NotReady', 'The gateway has not answered yet; ask again.', 1);
    if (state.status === 'expired' || state.status === 'refused')
      throw new Refusal('PaymentExpired', 'The time to pay is over; place the order again.');
    return paymentView(state);
  },
});

/** What the gateway itself says of the payment: a signature proves where it comes from, not what was paid. */
const fetchPayment = async (gatewayPaymentId: string, context: WriteContext): Promise<GatewayPayment> => {
  try {
    return await context.ports.paymentGateway.fetchPayment(gatewayPaymentId);
  } catch (error) {
    if (!(error instanceof PaymentGatewayError)) throw error;
    if (error.failure.code === 'refused')
      throw new Refusal('GatewayPaymentNotFound', 'The gateway has no such payment.');
    throw new Refusal('ProviderUnavailable', 'The gateway does not answer; the payment is not lost, ask again.', 2);
  }
};

const Proof = z.object({
  orderId: OrderId,
  /** For a change of the order: the payment that it is paid with. */
  paymentId: PaymentId.optional(),
  razorpay_order_id: z.string().max(60),
  razorpay_payment_id: z.string().regex(/^pay_[A-Za-z0-9]{1,40}$/, 'must be an id such as pay_IH4NVgf4Dreq1l'),
  razorpay_signature: z.string().max(200),
});

const report = async (proof: z.infer<typeof Proof>, known: Payment, context: WriteContext): Promise<Payment> => {
  const gatewayOrderId = known.gatewayOrderId;
  const { razorpay_order_id: claimed, razorpay_payment_id: paymentId, razorpay_signature: signature } = proof;
  const genuine =
    gatewayOrderId !== undefined &&
    gatewayOrderId === claimed &&
    context.ports.paymentGateway.verifyCheckoutSignature({ gatewayOrderId, paymentId, signature });
  if (!genuine)
    throw new Refusal('InvalidPaymentSignature', 'These values do not come from the payment of this order.');
  if (known.captures.some((capture) => capture.gatewayPaymentId === paymentId)) return known;
  const paid = await fetchPayment(paymentId, context);
  if (paid.orderId !== gatewayOrderId || paid.currency !== 'INR' || paid.amount !== known.amountPaise)
    throw new Refusal('PaymentAmountMismatch', 'The gateway has another order, amount or currency under this payment.');
  if (paid.status === 'authorized') {
    const data = { paymentId: known.paymentId, gatewayPaymentId: paymentId, amountPaise: paid.amount };
    return (await context.send(payment, { type: 'ReportAuthorization', data })).state!;
  }
  const command = captureReport(known.paymentId, paid);
  if (command === undefined) throw new Refusal('PaymentNotCaptured', `The payment is ${paid.status}.`);
  return (await context.send(payment, command)).state!;
};

const verify = writeRoute({
  ...route,
  path: '/payments/verify',
  allow: ['customer', 'reseller'],
  summary: "Report what the gateway's checkout gave the app; the order is confirmed by it",
  body: Proof,
  reply: Verified,
  refusals: [
    'OrderNotFound',
    'PaymentNotFound',
    'InvalidPaymentSignature',
    'PaymentAmountMismatch',
    'GatewayPaymentNotFound',
    'PaymentNotCaptured',
    'ProviderUnavailable',
  ],
  run: async ({ body }, context) => {
    const known = await paymentOf(body.orderId, body.paymentId, context);
    const state = await report(body, known, context);
    const check = async (): Promise<Order | undefined> => {
      const { state: current } = await context.facts(order, known.orderId);
      return current?.phase === 'pending' ? undefined : current;
    };
    const settled = await context.waitFor([`order-${known.orderId}`], check, orderPolicy.placeWaitMs.value);
    return { ...paymentView(state), orderStatus: settled === undefined ? 'pending' : orderStatus(settled) };
  },
});

const refund = writeRoute({
  ...route,
  path: '/payments/refund',
  allow: ['support', 'admin', 'service'],
  summary: 'Give money of a payment back, beyond what cancellations and returns do; never more than was captured',
  status: 201,
  body: z.object({ paymentId: PaymentId, amountPaise: Paise.min(1), reason: z.string().trim().min(1).max(200) }),
  reply: PaymentView,
  refusals: ['PaymentNotFound', 'PaymentNotCaptured', 'RefundExceedsCapture', 'TooManyRefunds'],
  run: async ({ body }, context) => {
    const refundId = RefundId.parse(derivedId('refund', body.paymentId, context.commandId));
    return paymentView((await context.send(payment, { type: 'RequestRefund', data: { ...body, refundId } })).state!);
  },
});

const One = z.object({ id: PaymentId, refundId: RefundId });
const staff = { ...route, allow: ['support', 'admin', 'service'], params: One, reply: PaymentView } as const;

const retry = writeRoute({
  ...staff,
  path: '/payments/:id/refunds/:refundId/retry',
  summary: 'Ask the gateway again for a refund that failed',
  refusals: ['PaymentNotFound', 'RefundNotFound', 'RefundNotFailed', 'RefundExceedsCapture'],
  run: async ({ params: { id: paymentId, refundId } }, context) =>
    paymentView((await context.send(payment, { type: 'RetryRefund', data: { paymentId, refundId } })).state!),
});

const settle = writeRoute({
  ...staff,
  path: '/payments/:id/refunds/:refundId/settle',
  summary: 'Report that a refund of cash was paid by hand, with the reference of the transfer',
  body: z.object({ reference: z.string().trim().min(1).max(100) }),
  refusals: ['PaymentNotFound', 'RefundNotFound', 'RefundNotManual'],
  run: async ({ params: { id: paymentId, refundId }, body: { reference } }, context) => {
    const { state } = await context.facts(payment, paymentId);
    if (state?.refunds.find((known) => known.refundId === refundId)?.channel === 'gateway')
      throw new Refusal('RefundNotManual', 'The gateway itself reports about its refunds.');
    const data = { paymentId, refundId, status: 'processed', reference } as const;
    return paymentView((await context.send(payment, { type: 'ReportRefund', data })).state!);
  },
});

const remit = writeRoute({
  ...staff,
  path: '/payments/:id/remittance',
  params: z.object({ id: PaymentId }),
  summary: 'Report that the courier has paid out the cash of an order',
  body: z.object({ remittanceId: z.string().trim().min(1).max(100) }),
  refusals: ['PaymentNotFound', 'PaymentMethodMismatch', 'CashNotCollected'],
  run: async ({ params: { id: paymentId }, body }, context) =>
    paymentView((await context.send(payment, { type: 'RemitCash', data: { paymentId, ...body } })).state!),
});

export const paymentWrites = [open, verify, refund, retry, settle, remit];
