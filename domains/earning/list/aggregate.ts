import { defineAggregate } from '../../kernel/aggregate.ts';
import { derivedId } from '../../kernel/derived-id.ts';
import { earningListCommands } from './commands.ts';
import { earningListDecider } from './decider.ts';
import { earningListEvents } from './events.ts';

/** There is one list for the whole shop. */
export const EARNING_LIST = derivedId('earningRuleList', 'shop');

/** `earningRuleList-<id>`: which rules every cart has to look at, so that pricing a cart reads no table. */
export const earningRuleList = defineAggregate({
  category: 'earningRuleList',
  events: earningListEvents,
  commands: earningListCommands,
  streamId: ({ data }) => data.listId,
  decider: earningListDecider,
});
