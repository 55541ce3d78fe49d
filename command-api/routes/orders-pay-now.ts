import { z } from 'zod';
import { instantAfter } from '../../domains/kernel/calendar.ts';
import { writeRoute } from '../../domains/kernel/routes.ts';
import { order } from '../../domains/order/index.ts';
import { paymentPolicy } from '../../domains/policy/payment.ts';
import { OrderId, PaymentId } from '../../event-schemas/primitives.ts';
import { ownOrder } from './order-access.ts';
import { Edited, outcomeOfEdit } from './orders-edit.ts';

export const payNowWrites = [
  writeRoute({
    method: 'POST',
    path: '/orders/:id/pay-now',
    tag: 'Orders',
    allow: ['customer', 'reseller', 'support', 'admin'],
    summary:
      'Pay an order on delivery online before it comes: opens the payment; asking again while it is open gives the same one',
    status: 201,
    params: z.object({ id: OrderId }),
    reply: Edited,
    refusals: ['OrderNotFound', 'PayNowNotOffered', 'OrderEditOpen', 'TooManyEdits'],
    run: async ({ params: { id } }, context) => {
      const known = await ownOrder(id, context);
      const open = known.edits.find(({ status, payNow }) => status === 'open' && payNow !== undefined);
      if (open !== undefined) return outcomeOfEdit(id, open.editId, open.editPaymentId, context);
      const editId = context.newId('edit');
      const editPaymentId = PaymentId.parse(context.newId('payment'));
      // A request that is repeated after its payment has ended tells of that one, and opens no other.
      if (!known.edits.some((edit) => edit.editId === editId)) {
        const expiresAt = instantAfter(context.now, paymentPolicy.paymentWindowMs.value);
        await context.send(order, { type: 'RequestPayNow', data: { orderId: id, editId, editPaymentId, expiresAt } });
      }
      return outcomeOfEdit(id, editId, editPaymentId, context);
    },
  }),
];
