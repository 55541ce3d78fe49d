import { defineAggregate } from '../kernel/aggregate.ts';
import { derivedId } from '../kernel/derived-id.ts';
import { gatewayOrderCommands, paymentCommands } from './commands.ts';
import { paymentDecider } from './decider.ts';
import { gatewayOrderEvents, paymentEvents } from './events.ts';
import { gatewayOrderDecider } from './link.ts';

/** `payment-<paymentId>`: everything that happens to the money of one order. */
export const payment = defineAggregate({
  category: 'payment',
  events: paymentEvents,
  commands: paymentCommands,
  streamId: ({ data }) => data.paymentId,
  opens: ['RequestPayment'],
  reports: ['ReportCapture'],
  decider: paymentDecider,
});

export const gatewayOrderLinkId = (gatewayOrderId: string): string => derivedId('gatewayOrder', gatewayOrderId);

/** `gatewayOrder-<linkId>`: one event, found by the gateway's id without a read model. */
export const gatewayOrderLink = defineAggregate({
  category: 'gatewayOrder',
  events: gatewayOrderEvents,
  commands: gatewayOrderCommands,
  streamId: ({ data }) => data.linkId,
  opens: ['LinkGatewayOrder'],
  decider: gatewayOrderDecider,
});
