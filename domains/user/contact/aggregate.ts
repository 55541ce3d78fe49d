import { defineAggregate } from '../../kernel/aggregate.ts';
import { contactCommands } from './commands.ts';
import { contactDecider } from './decider.ts';
import { contactEvents } from './events.ts';

/** `contact-<keyed hash>`: one phone number or e-mail address, so that it belongs to one account at most. */
export const contact = defineAggregate({
  category: 'contact',
  events: contactEvents,
  commands: contactCommands,
  streamId: ({ data }) => data.contactId,
  decider: contactDecider,
});
