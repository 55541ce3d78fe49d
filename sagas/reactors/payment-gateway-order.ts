import { LRUCache } from 'lru-cache';
import { derivedId } from '../../domains/kernel/derived-id.ts';
import type { Reactor } from '../../domains/kernel/reactor.ts';
import { paymentPolicy } from '../../domains/policy/payment.ts';
import { dataOf, refusalOf, tell } from './payment-events.ts';

/** Payments that this process has asked the gateway about, so that a second try looks before it creates. */
export const ATTEMPTS_REMEMBERED_MAX = 10_000;

/**
 * Opens the order at the gateway in which the buyer pays. The payment id is the receipt: after a crash, or a call whose answer
 * was lost, the order with this receipt is found again instead of a second one being made.
 */
export const paymentGatewayOrder = (): Reactor => {
  const asked = new LRUCache<string, true>({ max: ATTEMPTS_REMEMBERED_MAX });
  let startedAt: string | undefined;
  return {
    name: 'paymentGatewayOrder',
    handles: ['PaymentRequested'],
    react: async (event, context) => {
      const { paymentId, orderId, method, amountPaise, expiresAt } = dataOf(event, 'PaymentRequested');
      if (method === 'COD') return;
      startedAt ??= context.now();
      if (expiresAt <= context.now()) return;
      if (amountPaise < paymentPolicy.gatewayMinimumPaise.value) {
        await tell(context, { type: 'RefusePayment', data: { paymentId, reason: 'amount below the minimum' } });
        return;
      }
      // What was recorded before this process began may have been asked for by the one before it.
      const lookFirst = asked.has(paymentId) || event.metadata.recordedAt < startedAt;
      asked.set(paymentId, true);
      try {
        const order = await context.ports.paymentGateway.createOrder({
          receipt: paymentId,
          amount: amountPaise,
          notes: { orderId },
          lookFirst,
        });
        const linkId = derivedId('gatewayOrder', order.id);
        // The link first: once the buyer knows the gateway's order, any report about it must be understood.
        await tell(context, { type: 'LinkGatewayOrder', data: { linkId, gatewayOrderId: order.id, paymentId } });
        await tell(context, { type: 'RecordGatewayOrder', data: { paymentId, gatewayOrderId: order.id, amountPaise } });
      } catch (error) {
        const reason = refusalOf(error);
        if (reason === undefined) throw error;
        await tell(context, { type: 'RefusePayment', data: { paymentId, reason } });
      }
    },
  };
};
