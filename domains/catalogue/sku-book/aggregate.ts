import { defineAggregate } from '../../kernel/aggregate.ts';
import { skuBookCommands } from './commands.ts';
import { skuBookDecider } from './decider.ts';
import { skuBookEvents } from './events.ts';

/**
 * `skuBook-<bucket>`: which product has which SKU, so that no two have one. All SKUs lie in a fixed number of books: a list of
 * hundreds of products is claimed by as many appends as there are books, not by one for each of its variants.
 */
export const skuBook = defineAggregate({
  category: 'skuBook',
  events: skuBookEvents,
  commands: skuBookCommands,
  streamId: ({ data }) => String(data.bucket),
  decider: skuBookDecider,
});
