import { defineAggregate } from '../kernel/aggregate.ts';
import { storeCreditCommands } from './commands.ts';
import { storeCreditDecider } from './decider.ts';
import { storeCreditEvents } from './events.ts';

/** `storeCredit-<userId>`: what the shop owes to one person, so that it can never be spent twice. */
export const storeCredit = defineAggregate({
  category: 'storeCredit',
  events: storeCreditEvents,
  commands: storeCreditCommands,
  streamId: ({ data }) => data.userId,
  closing: 'StoreCreditPeriodClosed',
  decider: storeCreditDecider,
});
