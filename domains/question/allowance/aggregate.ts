import { defineAggregate } from '../../kernel/aggregate.ts';
import { writingAllowanceCommands } from './commands.ts';
import { writingAllowanceDecider } from './decider.ts';
import { writingAllowanceEvents } from './events.ts';

/** `writingAllowance-<userId>`: how much one person has asked, answered and reported lately. */
export const writingAllowance = defineAggregate({
  category: 'writingAllowance',
  events: writingAllowanceEvents,
  commands: writingAllowanceCommands,
  streamId: ({ data }) => data.userId,
  decider: writingAllowanceDecider,
});
