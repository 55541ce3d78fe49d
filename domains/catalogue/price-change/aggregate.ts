import { defineAggregate } from '../../kernel/aggregate.ts';
import { priceChangeCommands } from './commands.ts';
import { priceChangeDecider } from './decider.ts';
import { priceChangeEvents } from './events.ts';

/** `priceChange-<changeId>`: a price that a variant will have from some time on. */
export const priceChange = defineAggregate({
  category: 'priceChange',
  events: priceChangeEvents,
  commands: priceChangeCommands,
  streamId: ({ data }) => data.changeId,
  decider: priceChangeDecider,
});
