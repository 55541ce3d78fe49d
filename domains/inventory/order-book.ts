import type { WarehouseLine } from './events.ts';

/** What became of an order's stock. `left` is what was taken and has not come back; `returnIds` are the returns that counted. */
export type SettledOrder = {
  readonly outcome: 'committed' | 'released';
  readonly left: readonly WarehouseLine[];
  readonly returnIds: readonly string[];
};

const BUCKETS = 256;
/**
 * Orders by id in 256 buckets, so that remembering one more copies one bucket and not all: a product may see very many
 * orders, and a fold never changes a state in place.
 */
export type OrderBook = ReadonlyArray<Readonly<Record<string, SettledOrder>> | undefined>;
export const emptyBook: OrderBook = [];

const bucketOf = (orderId: string): number => Number.parseInt(orderId.slice(-2), 16) % BUCKETS;

export const settledOrder = (book: OrderBook, orderId: string): SettledOrder | undefined =>
  book[bucketOf(orderId)]?.[orderId];

export const withOrder = (book: OrderBook, orderId: string, order: SettledOrder): OrderBook => {
  const copy = book.slice();
  const bucket = bucketOf(orderId);
  copy[bucket] = { ...copy[bucket], [orderId]: order };
  return copy;
};
