import { defineAggregate } from '../../kernel/aggregate.ts';
import { derivedId } from '../../kernel/derived-id.ts';
import { promotionCommands } from './commands.ts';
import { promotionDecider } from './decider.ts';
import { promotionEvents } from './events.ts';

/** There is one list for the whole shop. */
export const PROMOTION_LIST = derivedId('promotionList', 'shop');

/** `promotionList-<id>`: which coupons every cart has to look at, so that pricing a cart reads no table. */
export const promotionList = defineAggregate({
  category: 'promotionList',
  events: promotionEvents,
  commands: promotionCommands,
  streamId: ({ data }) => data.listId,
  decider: promotionDecider,
});
