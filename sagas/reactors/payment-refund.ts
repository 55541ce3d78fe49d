import type { GatewayRefund } from '../../domains/kernel/ports/payment-gateway.ts';
import type { Reactor } from '../../domains/kernel/reactor.ts';
import { dataOf, refusalOf, tell } from './payment-events.ts';

/**
 * Sends money back. The key is our refund id and the number of the try: the same refund asked for twice is one refund at the
 * gateway, and a new try after a failure is a new one. Cash is given back by hand, and somebody reports it.
 */
export const paymentRefund: Reactor = {
  name: 'paymentRefund',
  handles: ['RefundRequested'],
  react: async (event, context) => {
    const data = dataOf(event, 'RefundRequested');
    const { paymentId, refundId, orderId, amountPaise, attempt, gatewayPaymentId } = data;
    if (data.channel === 'manual' || gatewayPaymentId === undefined) return;
    let refund: GatewayRefund;
    try {
      refund = await context.ports.paymentGateway.createRefund({
        paymentId: gatewayPaymentId,
        amount: amountPaise,
        idempotencyKey: `${refundId}-${attempt}`,
        receipt: refundId,
        notes: { orderId },
      });
    } catch (error) {
      const reason = refusalOf(error);
      if (reason === undefined) throw error;
      await tell(context, { type: 'ReportRefund', data: { paymentId, refundId, status: 'failed', reference: reason } });
      return;
    }
    const { id: gatewayRefundId, status } = refund;
    await tell(context, { type: 'AcceptRefund', data: { paymentId, refundId, gatewayRefundId, attempt } });
    if (status !== 'pending')
      await tell(context, { type: 'ReportRefund', data: { paymentId, refundId, status, reference: gatewayRefundId } });
  },
};
