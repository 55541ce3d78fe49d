/**
 * Every topic of the log has this many partitions, here called slots. A projection's checkpoints are counted by slot, so the
 * number is fixed for the life of an installation.
 */
export const SLOTS = 12;
/** Categories of streams are declared in code; more than this would mean names made from data. */
export const CATEGORIES_MAX = 200;

export type TopicNames = {
  /** The events of one category of streams. */
  log(category: string): string;
  /** How far the relay is: one record per slot after every batch. */
  readonly positions: string;
  /** What could not be published or projected, with the reason. */
  readonly deadLetter: string;
  /** A topic for outsiders, such as `order.created`. */
  integration(name: string): string;
  /** A consumer group of our own. */
  group(name: string): string;
};

/** The names of topics and groups; `prefix` keeps two installations on one cluster apart. */
export const topicNames = (prefix: string): TopicNames => ({
  log: (category) => `${prefix}only2u.log.${category}`,
  positions: `${prefix}only2u.positions`,
  deadLetter: `${prefix}only2u.dead-letter`,
  integration: (name) => prefix + name,
  group: (name) => `${prefix}only2u.${name}`,
});

export const categoryOf = (stream: string): string => stream.split('-', 1)[0]!;

const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

/**
 * The slot of a stream, by the id after its category: `product-7` and `inventory-7` share a slot, so whoever reads the slot
 * sees both in the order of the log.
 */
export const slotOf = (stream: string): number => {
  let hash = FNV_OFFSET;
  for (let index = stream.indexOf('-') + 1; index < stream.length; index += 1)
    hash = Math.imul(hash ^ stream.charCodeAt(index), FNV_PRIME);
  return ((hash ^ (hash >>> 15)) >>> 0) % SLOTS;
};
