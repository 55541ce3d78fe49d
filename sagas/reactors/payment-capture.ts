import type { Reactor } from '../../domains/kernel/reactor.ts';
import { payment } from '../../domains/payment/aggregate.ts';
import { dataOf, reportOf, refusalOf, tell } from './payment-events.ts';

/**
 * Takes an authorised payment that is still wanted; capturing twice answers the same payment. One that was closed or paid
 * otherwise meanwhile is left alone: nobody is charged, and the gateway gives it back by itself.
 */
export const paymentCapture: Reactor = {
  name: 'paymentCapture',
  handles: ['PaymentAuthorized'],
  react: async (event, context) => {
    const { paymentId, gatewayPaymentId, amountPaise } = dataOf(event, 'PaymentAuthorized');
    const { paymentGateway } = context.ports;
    if ((await context.facts(payment, paymentId)).state?.status !== 'open') return;
    try {
      const taken = await paymentGateway.capturePayment(gatewayPaymentId, amountPaise);
      const report = reportOf(paymentId, taken.orderId ?? '', taken);
      if (report !== undefined) await tell(context, report);
    } catch (error) {
      const code = refusalOf(error);
      if (code === undefined) throw error;
      await tell(context, { type: 'ReportFailure', data: { paymentId, gatewayPaymentId, code } });
    }
  },
};
