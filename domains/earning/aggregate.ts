import { defineAggregate } from '../kernel/aggregate.ts';
import { earningCommands } from './commands.ts';
import { earningDecider } from './decider.ts';
import { earningEvents } from './events.ts';

/** `earningRule-<ruleId>`: the terms and what its budget was used for, so that the budget is an invariant of one stream. */
export const earningRule = defineAggregate({
  category: 'earningRule',
  events: earningEvents,
  commands: earningCommands,
  streamId: ({ data }) => data.ruleId,
  decider: earningDecider,
});
