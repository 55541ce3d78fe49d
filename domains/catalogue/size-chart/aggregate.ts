import { defineAggregate } from '../../kernel/aggregate.ts';
import { sizeChartCommands } from './commands.ts';
import { sizeChartDecider } from './decider.ts';
import { sizeChartEvents } from './events.ts';

/** `sizeChart-<vendorId>`: all charts of a vendor, so that two never speak of the same goods. */
export const sizeChart = defineAggregate({
  category: 'sizeChart',
  events: sizeChartEvents,
  commands: sizeChartCommands,
  streamId: ({ data }) => data.vendorId,
  decider: sizeChartDecider,
});
