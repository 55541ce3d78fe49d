import { defineAggregate } from '../../kernel/aggregate.ts';
import { draftCommands } from './commands.ts';
import { draftDecider } from './decider.ts';
import { draftEvents } from './events.ts';

/** `draftOrder-<draftId>`: what staff put together for a buyer, until it is taken, cancelled or too old. */
export const draftOrder = defineAggregate({
  category: 'draftOrder',
  events: draftEvents,
  commands: draftCommands,
  streamId: ({ data }) => data.draftId,
  opens: ['CreateDraftOrder'],
  decider: draftDecider,
});
