import type { GatewayPayment, GatewayRefund } from '../../kernel/ports/payment-gateway.ts';
import type { Payment } from '../state.ts';
import type { MismatchKind } from './events.ts';

export type Found = {
  readonly kind: MismatchKind;
  readonly entityId: string;
  readonly paymentId?: Payment['paymentId'];
  readonly ourPaise?: number;
  readonly gatewayPaise?: number;
};

/** How the gateway's capture and ours differ; undefined when they agree. */
export const captureDifference = ({ id, amount }: GatewayPayment, state: Payment | undefined): Found | undefined => {
  if (state === undefined) return { kind: 'paymentWithoutOrder', entityId: id, gatewayPaise: amount };
  const { paymentId } = state;
  const ours = state.captures.find(({ gatewayPaymentId }) => gatewayPaymentId === id);
  if (ours === undefined) return { kind: 'paymentUnknown', entityId: id, paymentId, gatewayPaise: amount };
  if (ours.amountPaise === amount) return undefined;
  return { kind: 'amountDiffers', entityId: id, paymentId, ourPaise: ours.amountPaise, gatewayPaise: amount };
};

/** The same for a refund that has not failed. */
export const refundDifference = (refund: GatewayRefund, state: Payment | undefined): Found | undefined => {
  const { id: entityId, receipt, amount: gatewayPaise } = refund;
  const ours = state?.refunds.find(
    ({ refundId, gatewayRefundId }) => gatewayRefundId === entityId || refundId === receipt,
  );
  const of = state === undefined ? {} : { paymentId: state.paymentId };
  if (ours === undefined) return { kind: 'refundUnknown', entityId, ...of, gatewayPaise };
  if (ours.amountPaise === gatewayPaise) return undefined;
  return { kind: 'amountDiffers', entityId, ...of, ourPaise: ours.amountPaise, gatewayPaise };
};

/** What the gateway's side of a difference is above ours, in paise. */
export const surplusPaise = ({ ourPaise, gatewayPaise }: Found): number => (gatewayPaise ?? 0) - (ourPaise ?? 0);
