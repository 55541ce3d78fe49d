import { defineAggregate } from '../../kernel/aggregate.ts';
import { payoutCommands, settlementCommands } from './commands.ts';
import { settlementDecider } from './decider.ts';
import { payoutEvents, settlementEvents } from './events.ts';
import { payoutDecider } from './payout.ts';

/** `settlement-<shipmentId>`: what a seller is owed for one parcel. */
export const settlement = defineAggregate({
  category: 'settlement',
  events: settlementEvents,
  commands: settlementCommands,
  streamId: ({ data }) => data.settlementId,
  decider: settlementDecider,
});

/** `payout-<payoutId>`: one transfer to a seller. */
export const payout = defineAggregate({
  category: 'payout',
  events: payoutEvents,
  commands: payoutCommands,
  streamId: ({ data }) => data.payoutId,
  decider: payoutDecider,
});
