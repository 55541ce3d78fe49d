import { defineAggregate } from '../kernel/aggregate.ts';
import { walletCommands } from './commands.ts';
import { walletDecider } from './decider.ts';
import { walletEvents } from './events.ts';

/** `wallet-<userId>`: one person's coins, so that they can never be spent twice. */
export const wallet = defineAggregate({
  category: 'wallet',
  events: walletEvents,
  commands: walletCommands,
  streamId: ({ data }) => data.userId,
  closing: 'WalletPeriodClosed',
  decider: walletDecider,
});
