import { z } from 'zod';
import { readRoute, Refusal, type ReadContext } from '../../domains/kernel/routes.ts';
import { isStaff } from '../../domains/staff.ts';
import { worthOfPart, type Order } from '../../domains/order/index.ts';
import { payment, PaymentView, paymentView, type Payment } from '../../domains/payment/index.ts';
import { money } from '../../domains/pricing/index.ts';
import { OrderId, PaymentId } from '../../event-schemas/primitives.ts';
import { actsFor } from '../../domains/user/index.ts';
import { visibleOrder } from './orders.ts';

const READERS = ['customer', 'reseller', 'vendor', 'support', 'admin', 'service'] as const;
const unknown = (): Refusal => new Refusal('PaymentNotFound', 'You have no payment with this id.');

/** Of the payment of its order a vendor sees how far it is, with the amounts of its own lines, and none of its details. */
const asVendor = (view: PaymentView, part: Order): PaymentView => {
  if (view.id !== part.paymentId) throw unknown();
  const { totalPaise, keptPaise } = worthOfPart(part);
  return {
    ...view,
    amount: money(totalPaise),
    cashDue: money(view.cashDue.amount > 0 ? keptPaise : 0),
    refundable: money(view.refundable.amount > 0 ? keptPaise : 0),
    ...{
      failedAttempts: [],
      refunds: [],
      disputes: [],
      gatewayOrderId: null,
      gatewayPaymentId: null,
      instrument: null,
    },
  };
};

const visiblePayment = async (state: Payment | undefined, context: ReadContext): Promise<PaymentView> => {
  if (state === undefined) throw unknown();
  const view = paymentView(state);
  if (isStaff(context) || (await actsFor(context, state.userId))) return view;
  return asVendor(view, await visibleOrder(state.orderId, context));
};

export const paymentReads = [
  readRoute({
    path: '/payments/:id',
    tag: 'Payments',
    allow: READERS,
    summary: 'One payment with its attempts, refunds and disputes; a vendor sees the amounts of its own lines',
    params: z.object({ id: PaymentId }),
    reply: PaymentView,
    projections: [],
    run: async ({ params: { id } }, context) => visiblePayment((await context.facts(payment, id)).state, context),
  }),
  readRoute({
    path: '/payments/order/:orderId',
    tag: 'Payments',
    allow: READERS,
    summary: 'The payments of an order and of its changes; none before stock, coupon and coins are held',
    params: z.object({ orderId: OrderId }),
    reply: z.object({ payments: z.array(PaymentView) }),
    projections: [],
    run: async ({ params: { orderId } }, context) => {
      const { paymentId, funds, edits } = await visibleOrder(orderId, context);
      // A vendor sees no tenders, and of the payments only that of the order as it is now.
      const asked =
        funds.length === 0
          ? [paymentId]
          : [...funds.map((fund) => fund.paymentId), ...edits.map(({ editPaymentId }) => editPaymentId)];
      const payments: PaymentView[] = [];
      for (const id of new Set(asked)) {
        const { state } = await context.facts(payment, id);
        if (state !== undefined) payments.push(await visiblePayment(state, context));
      }
      return { payments };
    },
  }),
];
