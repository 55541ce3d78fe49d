import { PaymentGatewayError } from '../../domains/kernel/ports/payment-gateway.ts';
import type { GatewayPayment } from '../../domains/kernel/ports/payment-gateway.ts';
import type { ReactorContext } from '../../domains/kernel/reactor.ts';
import type { GatewayOrderCommand, PaymentCommand } from '../../domains/payment/commands.ts';
import type { PaymentEvent } from '../../domains/payment/events.ts';
import { captureReport } from '../../domains/payment/capture-report.ts';
import type { PaymentId } from '../../event-schemas/primitives.ts';
import { dataReader } from './event-data.ts';

export const dataOf = dataReader<PaymentEvent>();

/** Sends a command; a refusal is an answer too. */
export const tell = async (context: ReactorContext, command: PaymentCommand | GatewayOrderCommand): Promise<void> => {
  await context.send(command);
};

/** The gateway said no for good, so asking again changes nothing. */
export const refusalOf = (error: unknown): string | undefined =>
  error instanceof PaymentGatewayError && error.failure.code === 'refused' ? error.failure.vendorCode : undefined;

/** What the gateway knows of one attempt, as the command that reports it; nothing for one that is still undecided. */
export const reportOf = (
  paymentId: PaymentId,
  gatewayOrderId: string,
  payment: GatewayPayment,
): PaymentCommand | undefined => {
  const common = { paymentId, gatewayPaymentId: payment.id };
  switch (payment.status) {
    case 'captured':
    case 'refunded':
      return captureReport(paymentId, { ...payment, orderId: gatewayOrderId });
    case 'authorized':
      return { type: 'ReportAuthorization', data: { ...common, amountPaise: payment.amount } };
    case 'failed':
      return { type: 'ReportFailure', data: { ...common, code: payment.failure?.code ?? 'failed' } };
    case 'created':
      return undefined;
  }
};
