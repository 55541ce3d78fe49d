import type { Instant } from '../../event-schemas/primitives.ts';
import { reject } from '../kernel/decider.ts';
import { derivedId } from '../kernel/derived-id.ts';
import { summed, summedHeld, type DataOf, type Result } from './decision.ts';
import { MAIN_WAREHOUSE, OWED_MAX, type HeldLine, type InventoryEvent, type OwedLine } from './events.ts';
import { settledOrder } from './order-book.ts';
import {
  availableOf,
  onHandOf,
  owedOf,
  quantityOf,
  reservedOf,
  stockOf,
  type Hold,
  type Inventory,
  type Owed,
} from './stock.ts';
import { backOrderOf, claimedBefore, fromShelves } from './turns.ts';

export const HOLDS_MAX = 5_000;
/** Holds that lapsed are given back by the next hold, so many at a time. */
export const LAPSED_MAX = 20;

const toldOf = ({ backOrder }: HeldLine): number => backOrder?.quantity ?? 0;
const waitingLines = (lines: readonly HeldLine[]): number => lines.filter((line) => toldOf(line) > 0).length;

/** Why the lines cannot be held, apart from the number of holds. */
const refuseLines = (lines: readonly HeldLine[], inventory: Inventory, now: Instant): Result | undefined => {
  if (lines.some(({ variantId }) => inventory.variants[variantId] === undefined)) return reject('StockNotFound');
  const short = lines.filter(({ variantId, quantity }) => quantity > availableOf(inventory, variantId, now));
  if (short.length > 0)
    return reject(
      'InsufficientStock',
      short.map(({ variantId }) => `${variantId}: ${availableOf(inventory, variantId, now)} left`).join('; '),
    );
  const surprising = lines.filter(
    ({ variantId, quantity, backOrder }) =>
      backOrder !== undefined && backOrderOf(inventory, variantId, quantity, now).quantity > backOrder.quantity,
  );
  if (surprising.length > 0)
    return reject(
      'StockOnBackOrder',
      `Fewer pieces are there than the buyer was told, the rest is still to come: ${surprising.map(({ variantId }) => variantId).join(', ')}. Look at the cart again.`,
    );
  const waiting = Object.values(inventory.holds).reduce((count, held) => count + waitingLines(held.lines), 0);
  return waitingLines(lines) > 0 && inventory.owed.length + waiting + waitingLines(lines) > OWED_MAX
    ? reject('TooManyWait', `At most ${OWED_MAX} orders wait for pieces of one product.`)
    : undefined;
};

export const hold = (data: DataOf<'HoldStock'>, inventory: Inventory, now: Instant): Result => {
  const { productId, orderId, expiresAt, forOrderId } = data;
  if (inventory.holds[orderId] !== undefined || settledOrder(inventory.settled, orderId)?.outcome === 'committed')
    return [];
  if (expiresAt <= now) return reject('HoldExpired');
  const lines = summedHeld(data.lines);
  const refused = refuseLines(lines, inventory, now);
  if (refused !== undefined) return refused;
  const lapsed = Object.entries(inventory.holds).filter((entry) => entry[1].expiresAt <= now);
  if (Object.keys(inventory.holds).length - lapsed.length >= HOLDS_MAX) return reject('TooManyHolds');
  const forOrder = forOrderId === undefined ? {} : { forOrderId };
  return [
    ...lapsed.slice(0, LAPSED_MAX).map(([id, past]) => released(productId, id as typeof orderId, past, 'expired')),
    { type: 'StockHeld', data: { productId, orderId, lines, expiresAt, ...forOrder } },
  ];
};

const released = (
  productId: DataOf<'HoldStock'>['productId'],
  orderId: DataOf<'HoldStock'>['orderId'],
  { lines }: Hold,
  reason: 'released' | 'expired',
): InventoryEvent => ({
  type: 'StockReleased',
  data: {
    ...{ productId, orderId, reason },
    lines: lines.map(({ variantId, quantity }) => ({ variantId, quantity })),
  },
});

/** Pieces of a held line that are there for it: after those whose turn was before, or after everybody for a hold that lapsed. */
const thereFor = ({ variantId, quantity }: HeldLine, held: Hold, inventory: Inventory, now: Instant): number => {
  const claimed =
    held.expiresAt <= now
      ? owedOf(inventory, variantId) + reservedOf(inventory, variantId, now)
      : claimedBefore(inventory, variantId, held.turn, now);
  return Math.min(quantity, Math.max(0, onHandOf(inventory, variantId) - claimed));
};

/** What was told to come is waited for in turn, also when it is there by now: the next step gives it out. */
const taken = (line: HeldLine, held: Hold, inventory: Inventory, now: Instant) => {
  const { variantId, quantity, backOrder } = line;
  const missing = Math.max(toldOf(line), quantity - thereFor(line, held, inventory, now));
  const lines = fromShelves(stockOf(inventory, variantId).onHand, variantId, quantity - missing);
  if (missing === 0) return { lines, owed: [] };
  const first = lines[0] ?? { variantId, warehouseId: MAIN_WAREHOUSE, quantity: 0 };
  const promisedOn = backOrder?.promisedOn;
  const owed: OwedLine = {
    ...{ variantId, warehouseId: first.warehouseId, quantity: missing },
    ...(promisedOn === undefined ? {} : { promisedOn }),
  };
  return { lines: [{ ...first, quantity: first.quantity + missing }, ...lines.slice(1)], owed: [owed] };
};

export const commit = ({ productId, orderId }: DataOf<'CommitStock'>, inventory: Inventory, now: Instant): Result => {
  if (settledOrder(inventory.settled, orderId)?.outcome === 'committed') return [];
  const held = inventory.holds[orderId];
  if (held === undefined) return reject('HoldNotFound');
  const isLate = held.expiresAt <= now;
  // Money that came late may still buy what nobody else has taken since, and what the buyer was told of it still holds.
  const isGone = (line: HeldLine): boolean =>
    line.quantity > availableOf(inventory, line.variantId, now) ||
    (line.backOrder !== undefined && line.quantity - thereFor(line, held, inventory, now) > toldOf(line));
  if (isLate && held.lines.some(isGone)) return reject('InsufficientStock');
  const parts = held.lines.map((line) => taken(line, held, inventory, now));
  const [lines, owed] = [parts.flatMap((part) => part.lines), parts.flatMap((part) => part.owed)];
  if (owed.length === 0) return [{ type: 'StockCommitted', data: { productId, orderId, lines } }];
  // A hold that lapsed has lost its place: it waits behind those who came meanwhile.
  const { expiresAt, forOrderId } = held;
  const again = { productId, orderId, lines: [...held.lines], expiresAt };
  const behind: InventoryEvent[] = isLate
    ? [
        released(productId, orderId, held, 'expired'),
        { type: 'StockHeld', data: { ...again, ...(forOrderId === undefined ? {} : { forOrderId }) } },
      ]
    : [];
  return [...behind, { type: 'StockCommitted', data: { productId, orderId, lines, owed } }];
};

const owedBy = ({ owed }: Inventory, orderId: string) =>
  owed
    .filter((entry) => entry.orderId === orderId)
    .map(({ variantId, warehouseId, quantity }) => ({ variantId, warehouseId, quantity }));

const forOrderOf = ({ owed }: Inventory, orderId: string): Pick<Owed, 'forOrderId'> => {
  const forOrderId = owed.find((entry) => entry.orderId === orderId)?.forOrderId;
  return forOrderId === undefined ? {} : { forOrderId };
};

export const release = ({ productId, orderId }: DataOf<'ReleaseStock'>, inventory: Inventory): Result => {
  const held = inventory.holds[orderId];
  if (held !== undefined) return [released(productId, orderId, held, 'released')];
  const owed = owedBy(inventory, orderId);
  const lines = [...(settledOrder(inventory.settled, orderId)?.left ?? []), ...owed];
  if (lines.length === 0) return [];
  const returnId = derivedId('stock of a cancelled order', orderId);
  const back = { productId, orderId, returnId, lines };
  return [
    { type: 'StockReturned', data: owed.length === 0 ? back : { ...back, owed, ...forOrderOf(inventory, orderId) } },
  ];
};

export const giveBack = (data: DataOf<'ReturnStock'>, inventory: Inventory): Result => {
  const { productId, orderId, returnId, warehouseId, neverShipped = false } = data;
  const order = settledOrder(inventory.settled, orderId);
  if (order?.outcome !== 'committed') return reject('StockNotFound', 'This order took no stock of this product.');
  if (order.returnIds.includes(returnId)) return [];
  const waiting = owedBy(inventory, orderId);
  const parts = summed(data.lines).map(({ variantId, quantity }) => {
    const left = quantityOf(order.left, variantId);
    const awaited = waiting.find((entry) => entry.variantId === variantId);
    const open = awaited?.quantity ?? 0;
    const givenUp = neverShipped ? Math.min(quantity, open) : Math.max(0, quantity - left);
    const from = order.left.find((line) => line.variantId === variantId)?.warehouseId ?? MAIN_WAREHOUSE;
    const back = { variantId, warehouseId: warehouseId ?? from, quantity: quantity - givenUp };
    const owed = { variantId, warehouseId: awaited?.warehouseId ?? MAIN_WAREHOUSE, quantity: givenUp };
    return { back, owed, exceeds: quantity > left + open };
  });
  if (parts.some(({ exceeds }) => exceeds)) return reject('ReturnExceedsOrder');
  const owed = parts.map((part) => part.owed).filter(({ quantity }) => quantity > 0);
  const back = parts.map((part) => part.back).filter(({ quantity }) => quantity > 0);
  const returned = { productId, orderId, returnId, lines: [...back, ...owed] };
  return [
    {
      type: 'StockReturned',
      data: waiting.length === 0 ? returned : { ...returned, owed, ...forOrderOf(inventory, orderId) },
    },
  ];
};
