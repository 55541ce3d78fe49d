import { defineAggregate } from '../../kernel/aggregate.ts';
import { importJobCommands } from './commands.ts';
import { importJobDecider } from './decider.ts';
import { importJobEvents } from './events.ts';

/** `importJob-<jobId>`: a file of products, what it said, and what became of each row. */
export const importJob = defineAggregate({
  category: 'importJob',
  events: importJobEvents,
  commands: importJobCommands,
  streamId: ({ data }) => data.jobId,
  opens: ['OpenImportJob'],
  decider: importJobDecider,
});
