import { defineAggregate } from '../../kernel/aggregate.ts';
import { optionListCommands } from './commands.ts';
import { optionListDecider } from './decider.ts';
import { optionListEvents } from './events.ts';

/** `optionList-colour` and `optionList-size`: one stream for each list, so that "no name twice" is an invariant of it. */
export const optionList = defineAggregate({
  category: 'optionList',
  events: optionListEvents,
  commands: optionListCommands,
  streamId: ({ data }) => data.list,
  decider: optionListDecider,
});
