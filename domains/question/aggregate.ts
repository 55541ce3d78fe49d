import { defineAggregate } from '../kernel/aggregate.ts';
import { questionCommands } from './commands.ts';
import { questionDecider } from './decider.ts';
import { questionEvents, questionPersonal } from './events.ts';

/** `question-<questionId>`: what somebody asked about a product, its answers, and what others think of them. */
export const question = defineAggregate({
  category: 'question',
  events: questionEvents,
  personal: questionPersonal,
  commands: questionCommands,
  streamId: ({ data }) => data.questionId,
  decider: questionDecider,
});
