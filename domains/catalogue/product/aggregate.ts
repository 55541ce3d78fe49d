import { defineAggregate } from '../../kernel/aggregate.ts';
import { productCommands } from './commands.ts';
import { productDecider } from './decider.ts';
import { productEvents } from './events.ts';

/** `product-<productId>`: a product with its variants and prices. Its stock is another stream. */
export const product = defineAggregate({
  category: 'product',
  events: productEvents,
  commands: productCommands,
  streamId: ({ data }) => data.productId,
  opens: ['CreateProduct', 'ImportProduct'],
  decider: productDecider,
});
