import { defineAggregate } from '../kernel/aggregate.ts';
import { cartCommands } from './commands.ts';
import { cartDecider } from './decider.ts';
import { cartEvents } from './events.ts';

/** `cart-<userId>`, and `cart-<guestId>` for a visitor: one stream, so that edits in parallel never lose a line. */
export const cart = defineAggregate({
  category: 'cart',
  events: cartEvents,
  commands: cartCommands,
  streamId: ({ data }) => data.userId,
  closing: 'CartPeriodClosed',
  decider: cartDecider,
});
