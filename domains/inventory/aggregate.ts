import { defineAggregate } from '../kernel/aggregate.ts';
import { inventoryCommands } from './commands.ts';
import { inventoryDecider } from './decider.ts';
import { inventoryEvents } from './events.ts';

/** `inventory-<productId>`: the stock of all variants of one product, so that an order of several sizes is one decision. */
export const inventory = defineAggregate({
  category: 'inventory',
  events: inventoryEvents,
  commands: inventoryCommands,
  streamId: ({ data }) => data.productId,
  opens: ['OpenStock'],
  decider: inventoryDecider,
});
