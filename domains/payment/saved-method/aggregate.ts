import { defineAggregate } from '../../kernel/aggregate.ts';
import { derivedId } from '../../kernel/derived-id.ts';
import { gatewayCustomerCommands, savedMethodCommands } from './commands.ts';
import { savedMethodDecider } from './decider.ts';
import { gatewayCustomerDecider } from './link.ts';
import { gatewayCustomerEvents, savedMethodEvents, savedMethodPersonal } from './events.ts';

/** `savedMethods-<userId>`: the consent of one person, and the cards that the gateway keeps for them. */
export const savedMethods = defineAggregate({
  category: 'savedMethods',
  events: savedMethodEvents,
  personal: savedMethodPersonal,
  commands: savedMethodCommands,
  streamId: ({ data }) => data.userId,
  decider: savedMethodDecider,
});

export const gatewayCustomerLinkId = (customerId: string): string => derivedId('gatewayCustomer', customerId);
/** Our own id of a token: the gateway's never leaves the shop. */
export const savedMethodId = (tokenId: string): string => derivedId('savedMethod', tokenId);

/** `gatewayCustomer-<linkId>`: one event, found by the gateway's id without a read model. */
export const gatewayCustomerLink = defineAggregate({
  category: 'gatewayCustomer',
  events: gatewayCustomerEvents,
  commands: gatewayCustomerCommands,
  streamId: ({ data }) => data.linkId,
  opens: ['LinkGatewayCustomer'],
  decider: gatewayCustomerDecider,
});
