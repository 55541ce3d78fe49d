import { z } from 'zod';
import { readRoute, Refusal, type ReadContext, type Role } from '../../domains/kernel/routes.ts';
import { payment, PaymentView, paymentView, type Payment } from '../../domains/payment/index.ts';
import { OrderId, PaymentId } from '../../event-schemas/primitives.ts';
import { actsFor } from '../../domains/user/index.ts';
import { visibleOrder } from './orders.ts';

const STAFF: readonly Role[] = ['admin', 'support', 'service'];
const READERS = ['customer', 'reseller', 'vendor', 'support', 'admin', 'service'] as const;

/** Of a payment a vendor sees that it was made, and none of its details. */
const visiblePayment = async (state: Payment | undefined, context: ReadContext): Promise<PaymentView> => {
  if (state === undefined) throw new Refusal('PaymentNotFound', 'You have no payment with this id.');
  const { caller } = context;
  const view = paymentView(state);
  if (caller?.roles.some((role) => STAFF.includes(role)) === true || (await actsFor(context, state.userId)))
    return view;
  await visibleOrder(state.orderId, context);
  return { ...view, failedAttempts: [], disputes: [], gatewayOrderId: null, gatewayPaymentId: null, instrument: null };
};

export const paymentReads = [
  readRoute({
    path: '/payments/:id',
    tag: 'Payments',
    allow: READERS,
    summary: 'One payment with its attempts, refunds and disputes',
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
      const { funds, edits } = await visibleOrder(orderId, context);
      const asked = [...funds.map(({ paymentId }) => paymentId), ...edits.map(({ editPaymentId }) => editPaymentId)];
      const payments: PaymentView[] = [];
      for (const id of new Set(asked)) {
        const { state } = await context.facts(payment, id);
        if (state !== undefined) payments.push(await visiblePayment(state, context));
      }
      return { payments };
    },
  }),
];
