import { defineAggregate } from '../../kernel/aggregate.ts';
import { vendorCommands } from './commands.ts';
import { vendorDecider } from './decider.ts';
import { vendorEvents } from './events.ts';

/** `vendor-<vendorId>`: one seller. */
export const vendor = defineAggregate({
  category: 'vendor',
  events: vendorEvents,
  commands: vendorCommands,
  streamId: ({ data }) => data.vendorId,
  opens: ['RegisterVendor'],
  decider: vendorDecider,
});
