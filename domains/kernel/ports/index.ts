import type { PaymentGateway } from './payment-gateway.ts';
import type { SmsSender } from './sms-sender.ts';

/** The outside, by need. Each port has an embedded and a stack side, and one contract suite for both. */
export type Ports = {
  readonly paymentGateway: PaymentGateway;
  readonly smsSender: SmsSender;
};
