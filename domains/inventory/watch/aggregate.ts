import { defineAggregate } from '../../kernel/aggregate.ts';
import { stockWatchCommands } from './commands.ts';
import { stockWatchDecider } from './decider.ts';
import { stockWatchEvents } from './events.ts';

/** `stockWatch-<productId>`: who wants to know when pieces of a variant of the product are there again. */
export const stockWatch = defineAggregate({
  category: 'stockWatch',
  events: stockWatchEvents,
  commands: stockWatchCommands,
  streamId: ({ data }) => data.productId,
  decider: stockWatchDecider,
});
