import { defineAggregate } from '../kernel/aggregate.ts';
import { addressCommands } from './commands.ts';
import { addressDecider } from './decider.ts';
import { addressEvents, addressPersonal } from './events.ts';

// docs:aggregate
/** `addressBook-<userId>`: all addresses of one user, so that "exactly one default" is an invariant of one stream. */
export const addressBook = defineAggregate({
  category: 'addressBook',
  events: addressEvents,
  personal: addressPersonal,
  commands: addressCommands,
  streamId: ({ data }) => data.userId,
  decider: addressDecider,
});
// docs:end
