import { defineAggregate } from '../../kernel/aggregate.ts';
import { categoryCommands } from './commands.ts';
import { categoryDecider } from './decider.ts';
import { categoryEvents, categoryUpcasts } from './events.ts';

/** The id of the one stream of categories. */
export const CATEGORY_TREE = 'tree';
/**
 * `category-tree`: all categories in one stream, so that "no slug twice" and "no category below itself" are invariants of it.
 * Categories are few and change seldom.
 */
export const category = defineAggregate({
  category: 'category',
  events: categoryEvents,
  upcasts: categoryUpcasts,
  commands: categoryCommands,
  streamId: () => CATEGORY_TREE,
  decider: categoryDecider,
});
