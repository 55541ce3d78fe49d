import { defineAggregate } from '../../kernel/aggregate.ts';
import { invoiceCommands } from './commands.ts';
import { invoiceDecider } from './decider.ts';
import { invoiceEvents } from './events.ts';

/** `invoiceSeries-<seriesId>`: the consecutive numbers of one seller, one kind of document and one month. */
export const invoiceSeries = defineAggregate({
  category: 'invoiceSeries',
  events: invoiceEvents,
  commands: invoiceCommands,
  streamId: ({ data }) => data.seriesId,
  decider: invoiceDecider,
});
