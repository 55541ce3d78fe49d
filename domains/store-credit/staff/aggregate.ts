import { defineAggregate } from '../../kernel/aggregate.ts';
import { creditStaffCommands } from './commands.ts';
import { creditStaffDecider } from './decider.ts';
import { creditStaffEvents } from './events.ts';

/** `creditStaff-<userId>`: what one member of staff gives away in a day, so that no number of requests at once exceeds it. */
export const creditStaff = defineAggregate({
  category: 'creditStaff',
  events: creditStaffEvents,
  commands: creditStaffCommands,
  streamId: ({ data }) => data.staffId,
  decider: creditStaffDecider,
});
