import { isRejected } from '../../domains/kernel/decider.ts';
import type { RecordedEvent } from '../../domains/kernel/event-store.ts';
import { PaymentGatewayError } from '../../domains/kernel/ports/payment-gateway.ts';
import type { GatewayPayment } from '../../domains/kernel/ports/payment-gateway.ts';
import type { ReactorContext } from '../../domains/kernel/reactor.ts';
import type { GatewayOrderCommand, PaymentCommand } from '../../domains/payment/commands.ts';
import type { PaymentEvent } from '../../domains/payment/events.ts';
import { captureReport } from '../../domains/payment/capture-report.ts';
import type { PaymentId } from '../../event-schemas/primitives.ts';

/** The data of an event; a reactor that is given another type than it handles is a bug. */
export const dataOf = <T extends PaymentEvent['type']>(event: RecordedEvent, type: T) => {
  if (event.type !== type) throw new Error(`expected ${type}, got ${event.type}`);
  return event.data as Extract<PaymentEvent, { type: T }>['data'];
};

/** Sends a command; a refusal is an answer too, except that crowding is worth another try. */
export const tell = async (context: ReactorContext, command: PaymentCommand | GatewayOrderCommand): Promise<void> => {
  const outcome = await context.send(command);
  if (isRejected(outcome) && outcome.rejected === 'TooMuchContention') throw new Error(outcome.rejected);
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
