import { defineAggregate } from '../../kernel/aggregate.ts';
import { preferenceCommands } from './commands.ts';
import { preferenceDecider } from './decider.ts';
import { preferenceEvents, preferencePersonal } from './events.ts';

/** `userPreferences-<userId>`: what somebody likes, measures and has agreed to. */
export const preference = defineAggregate({
  category: 'userPreferences',
  events: preferenceEvents,
  personal: preferencePersonal,
  commands: preferenceCommands,
  streamId: ({ data }) => data.userId,
  decider: preferenceDecider,
});
