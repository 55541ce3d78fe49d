import type { GatewayPayment } from '../../domains/kernel/ports/payment-gateway.ts';
import { wasCaptured } from '../../domains/payment/index.ts';
import type { PaymentId } from '../../event-schemas/primitives.ts';

/** The command that reports a capture, whoever learned of it; undefined for a payment that is not captured. */
export const captureCommand = (paymentId: PaymentId, paid: GatewayPayment) => {
  if (!wasCaptured(paid) || paid.orderId === null) return undefined;
  return {
    type: 'ReportCapture' as const,
    data: {
      paymentId,
      gatewayOrderId: paid.orderId,
      gatewayPaymentId: paid.id,
      amountPaise: paid.amount,
      currency: paid.currency,
      method: paid.method ?? 'unknown',
      ...(paid.fee === null ? {} : { gatewayFeePaise: paid.fee }),
    },
  };
};
