import { defineAggregate } from '../../kernel/aggregate.ts';
import { sessionCommands } from './commands.ts';
import { sessionDecider } from './decider.ts';
import { sessionEvents, sessionPersonal, sessionUpcasts } from './events.ts';

/** `session-<sessionId>`: one signed-in device and the generations of its refresh token. */
export const session = defineAggregate({
  category: 'session',
  events: sessionEvents,
  upcasts: sessionUpcasts,
  personal: sessionPersonal,
  commands: sessionCommands,
  streamId: ({ data }) => data.sessionId,
  decider: sessionDecider,
});
