import type { Reactor, ReactorContext } from '../../domains/kernel/reactor.ts';
import { payment } from '../../domains/payment/aggregate.ts';
import { RefundId, type PaymentId } from '../../event-schemas/primitives.ts';
import { dataOf, reportOf, tell } from './payment-events.ts';

/** Refunds that the gateway has accepted and that nobody has reported since. */
const reconcileRefunds = async (paymentId: PaymentId, context: ReactorContext): Promise<void> => {
  const { state } = await context.facts(payment, paymentId);
  const open = (state?.refunds ?? []).filter(({ status }) => status === 'pending');
  const captures = new Set(open.flatMap(({ gatewayPaymentId }) => gatewayPaymentId ?? []));
  for (const capture of captures)
    for (const { id, receipt, status } of await context.ports.paymentGateway.listRefundsOfPayment(capture)) {
      const refundId = RefundId.safeParse(receipt);
      if (status !== 'pending' && refundId.success)
        await tell(context, {
          type: 'ReportRefund',
          data: { paymentId, refundId: refundId.data, status, reference: id },
        });
    }
};

/** Asks the gateway what became of a payment and its refunds that nobody reported: the third report of the same fact. */
export const paymentReconciliation: Reactor = {
  name: 'paymentReconciliation',
  handles: ['PaymentReconciliationRequested'],
  react: async (event, context) => {
    const { paymentId, gatewayOrderId } = dataOf(event, 'PaymentReconciliationRequested');
    for (const attempt of await context.ports.paymentGateway.listPaymentsOfOrder(gatewayOrderId)) {
      const report = reportOf(paymentId, gatewayOrderId, attempt);
      if (report !== undefined) await tell(context, report);
    }
    await reconcileRefunds(paymentId, context);
  },
};
