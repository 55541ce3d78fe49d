import { defineAggregate } from '../../kernel/aggregate.ts';
import { webhookEndpointCommands } from './commands.ts';
import { webhookEndpointDecider } from './decider.ts';
import { webhookEndpointEvents } from './events.ts';

/** The one stream of all endpoints, so that how many there may be is an invariant of one stream. */
export const WEBHOOK_ENDPOINTS_ID = 'shop';

/** `webhookEndpoints-shop`: whom outside we tell what. */
export const webhookEndpoints = defineAggregate({
  category: 'webhookEndpoints',
  events: webhookEndpointEvents,
  commands: webhookEndpointCommands,
  streamId: () => WEBHOOK_ENDPOINTS_ID,
  decider: webhookEndpointDecider,
});
