import { defineAggregate } from '../../kernel/aggregate.ts';
import { oauthClientCommands } from './commands.ts';
import { oauthClientDecider } from './decider.ts';
import { oauthClientEvents } from './events.ts';

/** `oauthClient-<clientId>`: one third party, or one service, that may ask for tokens. */
export const oauthClient = defineAggregate({
  category: 'oauthClient',
  events: oauthClientEvents,
  commands: oauthClientCommands,
  streamId: ({ data }) => data.clientId,
  decider: oauthClientDecider,
});
