import { defineAggregate } from '../kernel/aggregate.ts';
import { orderCommands } from './commands.ts';
import { orderDecider } from './decider.ts';
import { orderEvents, orderPersonal } from './events.ts';

/** `order-<orderId>`: one purchase from placing to the last return. */
export const order = defineAggregate({
  category: 'order',
  events: orderEvents,
  personal: orderPersonal,
  commands: orderCommands,
  streamId: ({ data }) => data.orderId,
  decider: orderDecider,
});
