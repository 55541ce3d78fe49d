import { defineAggregate } from '../../kernel/aggregate.ts';
import { cashOrderCommands } from './commands.ts';
import { cashOrderDecider } from './decider.ts';
import { cashOrderEvents } from './events.ts';

/** `cashOrders-<userId>`: one buyer's orders on delivery, so that their limits are decided in one stream. */
export const cashOrders = defineAggregate({
  category: 'cashOrders',
  events: cashOrderEvents,
  commands: cashOrderCommands,
  streamId: ({ data }) => data.userId,
  decider: cashOrderDecider,
});
