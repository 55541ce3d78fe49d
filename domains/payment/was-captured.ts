import type { GatewayPayment } from '../kernel/ports/payment-gateway.ts';

/**
 * Whether the money was ours for a time. The gateway calls a payment `refunded` too when it gives back by itself what nobody
 * captured; such a payment has no fee.
 */
export const wasCaptured = ({ status, fee }: Pick<GatewayPayment, 'status' | 'fee'>): boolean =>
  status === 'captured' || (status === 'refunded' && fee !== null);
