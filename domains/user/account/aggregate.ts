import { defineAggregate } from '../../kernel/aggregate.ts';
import { accountCommands } from './commands.ts';
import { accountDecider } from './decider.ts';
import { accountEvents, accountPersonal } from './events.ts';

/** `user-<userId>`: who somebody is, how they sign in, what they may do, and whether the account is still there. */
export const account = defineAggregate({
  category: 'user',
  events: accountEvents,
  personal: accountPersonal,
  commands: accountCommands,
  streamId: ({ data }) => data.userId,
  decider: accountDecider,
});
