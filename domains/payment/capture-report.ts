import type { PaymentId } from '../../event-schemas/primitives.ts';
import type { GatewayPayment } from '../kernel/ports/payment-gateway.ts';

/**
 * Whether the money was ours for a time. The gateway calls a payment `refunded` too when it gives back by itself what nobody
 * captured; such a payment has no fee.
 */
export const wasCaptured = ({ status, fee }: Pick<GatewayPayment, 'status' | 'fee'>): boolean =>
  status === 'captured' || (status === 'refunded' && fee !== null);

/** The command that reports a capture, whoever learned of it; undefined for a payment that was not captured. */
export const captureReport = (paymentId: PaymentId, paid: GatewayPayment) => {
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
