import { defineAggregate } from '../../kernel/aggregate.ts';
import { priceWatchCommands } from './commands.ts';
import { priceWatchDecider } from './decider.ts';
import { priceWatchEvents } from './events.ts';

/** `priceWatch-<productId>`: who wants to know when a variant of the product costs less. */
export const priceWatch = defineAggregate({
  category: 'priceWatch',
  events: priceWatchEvents,
  commands: priceWatchCommands,
  streamId: ({ data }) => data.productId,
  decider: priceWatchDecider,
});
