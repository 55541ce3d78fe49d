import type { Reactor } from '../../domains/kernel/reactor.ts';
import { dataOf, reportOf, tell } from './payment-events.ts';

/** Asks the gateway what became of a payment that nobody reported: the third report of the same fact. */
export const paymentReconciliation: Reactor = {
  name: 'paymentReconciliation',
  handles: ['PaymentReconciliationRequested'],
  react: async (event, context) => {
    const { paymentId, gatewayOrderId } = dataOf(event, 'PaymentReconciliationRequested');
    const attempts = await context.ports.paymentGateway.listPaymentsOfOrder(gatewayOrderId);
    for (const attempt of attempts) {
      const report = reportOf(paymentId, gatewayOrderId, attempt);
      if (report !== undefined) await tell(context, report);
    }
  },
};
