import { defineAggregate } from '../../kernel/aggregate.ts';
import { apiKeyCommands } from './commands.ts';
import { apiKeyDecider } from './decider.ts';
import { apiKeyEvents } from './events.ts';

/** `apiKey-<apiKeyId>`: one key of a service. */
export const apiKey = defineAggregate({
  category: 'apiKey',
  events: apiKeyEvents,
  commands: apiKeyCommands,
  streamId: ({ data }) => data.apiKeyId,
  decider: apiKeyDecider,
});
