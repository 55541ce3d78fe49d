import { defineAggregate } from '../kernel/aggregate.ts';
import { outreachCommands } from './commands.ts';
import { outreachDecider } from './decider.ts';
import { outreachEvents } from './events.ts';

/** `outreach-<userId>`: how often somebody was written to without having asked for it. */
export const outreach = defineAggregate({
  category: 'outreach',
  events: outreachEvents,
  commands: outreachCommands,
  streamId: ({ data }) => data.userId,
  decider: outreachDecider,
});
