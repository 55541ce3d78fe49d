import type { Reactor } from '../../domains/kernel/reactor.ts';
import type { PaymentEvent } from '../../domains/payment/events.ts';

type Handled = Extract<PaymentEvent, { type: 'RefundFailed' | 'RefundRequested' }>;

/** Staff who ask again for every refund that failed, and pay back by hand what was paid in cash. */
export const refundDesk: Reactor = {
  name: 'refundDesk',
  handles: ['RefundFailed', 'RefundRequested'] satisfies Handled['type'][],
  react: async (event, context) => {
    const { type, data } = event as unknown as Handled;
    const { paymentId, refundId } = data;
    if (type === 'RefundFailed') await context.send({ type: 'RetryRefund', data: { paymentId, refundId } });
    else if (data.channel === 'manual')
      await context.send({
        type: 'ReportRefund',
        data: { paymentId, refundId, status: 'processed', reference: 'UTR 1' },
      });
  },
};
