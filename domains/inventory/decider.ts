import type { Instant } from '../../event-schemas/primitives.ts';
import { isRejected, reject, type Decider } from '../kernel/decider.ts';
import { derivedId } from '../kernel/derived-id.ts';
import type { InventoryCommand } from './commands.ts';
import { summed, type DataOf, type InventoryRejection, type Result } from './decision.ts';
import { adjust, open, receive, transfer } from './deliveries.ts';
import { MAIN_WAREHOUSE, type InventoryEvent, type StockLine, type WarehouseLine } from './events.ts';
import { settledOrder } from './order-book.ts';
import { availableOf, balanceOf, emptyInventory, evolveInventory, stockOf, type Inventory } from './stock.ts';

export const HOLDS_MAX = 5_000;
/** Holds that lapsed are given back by the next hold, so many at a time. */
export const LAPSED_MAX = 20;

const hold = (data: DataOf<'HoldStock'>, inventory: Inventory, now: Instant): Result => {
  const { productId, orderId, expiresAt } = data;
  if (inventory.holds[orderId] !== undefined || settledOrder(inventory.settled, orderId)?.outcome === 'committed')
    return [];
  if (expiresAt <= now) return reject('HoldExpired');
  const lines = summed(data.lines);
  if (lines.some(({ variantId }) => inventory.variants[variantId] === undefined)) return reject('StockNotFound');
  const short = lines.filter(({ variantId, quantity }) => quantity > availableOf(inventory, variantId, now));
  if (short.length > 0)
    return reject(
      'InsufficientStock',
      short.map(({ variantId }) => `${variantId}: ${availableOf(inventory, variantId, now)} left`).join('; '),
    );
  const lapsed = Object.entries(inventory.holds).filter((entry) => entry[1].expiresAt <= now);
  if (Object.keys(inventory.holds).length - lapsed.length >= HOLDS_MAX) return reject('TooManyHolds');
  return [
    ...lapsed.slice(0, LAPSED_MAX).map(([id, past]): InventoryEvent => ({
      type: 'StockReleased',
      data: { productId, orderId: id as typeof orderId, lines: [...past.lines], reason: 'expired' },
    })),
    { type: 'StockHeld', data: { productId, orderId, lines, expiresAt } },
  ];
};

/** Takes from the fullest warehouse first; what no warehouse has is owed by the first (back-order). */
const allocate = (inventory: Inventory, { variantId, quantity }: StockLine): WarehouseLine[] => {
  const shelves = Object.entries(stockOf(inventory, variantId).onHand)
    .filter((shelf) => shelf[1] > 0)
    .sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  const lines: WarehouseLine[] = [];
  let wanted = quantity;
  for (const [warehouseId, onHand] of shelves) {
    const taken = Math.min(wanted, onHand);
    if (taken > 0) lines.push({ variantId, warehouseId, quantity: taken });
    wanted -= taken;
  }
  if (wanted === 0) return lines;
  const first = lines[0];
  if (first === undefined) return [{ variantId, warehouseId: MAIN_WAREHOUSE, quantity: wanted }];
  return [{ ...first, quantity: first.quantity + wanted }, ...lines.slice(1)];
};

const commit = ({ productId, orderId }: DataOf<'CommitStock'>, inventory: Inventory, now: Instant): Result => {
  if (settledOrder(inventory.settled, orderId)?.outcome === 'committed') return [];
  const held = inventory.holds[orderId];
  if (held === undefined) return reject('HoldNotFound');
  // Money that came late may still buy what nobody else has taken since.
  if (held.expiresAt <= now && held.lines.some((line) => line.quantity > availableOf(inventory, line.variantId, now)))
    return reject('InsufficientStock');
  const lines = held.lines.flatMap((line) => allocate(inventory, line));
  return [{ type: 'StockCommitted', data: { productId, orderId, lines } }];
};

const release = ({ productId, orderId }: DataOf<'ReleaseStock'>, inventory: Inventory): Result => {
  const held = inventory.holds[orderId];
  if (held !== undefined)
    return [{ type: 'StockReleased', data: { productId, orderId, lines: [...held.lines], reason: 'released' } }];
  const left = settledOrder(inventory.settled, orderId)?.left ?? [];
  if (left.length === 0) return [];
  const returnId = derivedId('stock of a cancelled order', orderId);
  return [{ type: 'StockReturned', data: { productId, orderId, returnId, lines: [...left] } }];
};

const giveBack = (data: DataOf<'ReturnStock'>, inventory: Inventory): Result => {
  const { productId, orderId, returnId, warehouseId } = data;
  const order = settledOrder(inventory.settled, orderId);
  if (order?.outcome !== 'committed') return reject('StockNotFound', 'This order took no stock of this product.');
  if (order.returnIds.includes(returnId)) return [];
  const lines = summed(data.lines).map((line) => {
    const taken = order.left.filter(({ variantId }) => variantId === line.variantId);
    const quantity = taken.reduce((total, part) => total + part.quantity, 0);
    return { ...line, quantity: line.quantity, open: quantity, from: taken[0]?.warehouseId ?? MAIN_WAREHOUSE };
  });
  if (lines.some(({ quantity, open: outstanding }) => quantity > outstanding)) return reject('ReturnExceedsOrder');
  return [
    {
      type: 'StockReturned',
      data: {
        productId,
        orderId,
        returnId,
        lines: lines.map(({ variantId, quantity, from }) => ({
          variantId,
          quantity,
          warehouseId: warehouseId ?? from,
        })),
      },
    },
  ];
};

const decideMove = ({ type, data }: InventoryCommand, inventory: Inventory, now: Instant): Result => {
  switch (type) {
    case 'ReceiveStock':
      return receive(data, inventory);
    case 'OpenStock':
      return open(data, inventory);
    case 'AdjustStock':
      return adjust(data, inventory, now);
    case 'TransferStock':
      return transfer(data, inventory);
    case 'ChangeStockThreshold':
      return stockOf(inventory, data.variantId).threshold === data.threshold
        ? []
        : [{ type: 'StockThresholdChanged', data }];
    case 'HoldStock':
      return hold(data, inventory, now);
    case 'CommitStock':
      return commit(data, inventory, now);
    case 'ReleaseStock':
      return release(data, inventory);
    case 'ReturnStock':
      return giveBack(data, inventory);
  }
};

/** Says, after the moves, which variants lost their last available piece or have one again. */
const crossings = (productId: string, before: Inventory, moves: readonly InventoryEvent[], now: Instant) => {
  const after = moves.reduce(evolveInventory, before);
  const changed = Object.entries(after.variants).filter(
    ([variantId, { inStock }]) => balanceOf(after, variantId, now) > 0 !== inStock,
  );
  const ids = (back: boolean): string[] => changed.filter((entry) => entry[1].inStock !== back).map(([id]) => id);
  return (['StockRanOut', 'StockCameBack'] as const).flatMap((type) => {
    const variantIds = ids(type === 'StockCameBack');
    return variantIds.length === 0 ? [] : [{ type, data: { productId, variantIds } } as InventoryEvent];
  });
};

export const inventoryDecider: Decider<Inventory, InventoryCommand, InventoryEvent, InventoryRejection> = {
  initial: emptyInventory,
  evolve: evolveInventory,
  decide: (command, inventory, now) => {
    const decision = decideMove(command, inventory, now);
    if (isRejected(decision) || decision.length === 0) return decision;
    return [...decision, ...crossings(command.data.productId, inventory, decision, now)];
  },
};
