import { defineAggregate } from '../../kernel/aggregate.ts';
import { giftCardAttemptCommands } from './commands.ts';
import { giftCardAttemptDecider } from './decider.ts';
import { giftCardAttemptEvents } from './events.ts';

/** `giftCardAttempts-<userId>`: how often one person has tried a code, in the log and not in a cache that forgets. */
export const giftCardAttempts = defineAggregate({
  category: 'giftCardAttempts',
  events: giftCardAttemptEvents,
  commands: giftCardAttemptCommands,
  streamId: ({ data }) => data.userId,
  decider: giftCardAttemptDecider,
});
