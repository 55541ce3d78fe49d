import { defineAggregate } from '../../kernel/aggregate.ts';
import { codeQuotaCommands } from './commands.ts';
import { codeQuotaDecider } from './decider.ts';
import { codeQuotaEvents } from './events.ts';

/** `codeQuota-<contactId>`: how often codes were sent to one phone or e-mail address, over all channels and processes. */
export const codeQuota = defineAggregate({
  category: 'codeQuota',
  events: codeQuotaEvents,
  commands: codeQuotaCommands,
  streamId: ({ data }) => data.contactId,
  decider: codeQuotaDecider,
});
