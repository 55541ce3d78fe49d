import type { Instant } from '../../event-schemas/primitives.ts';
import { reject, type Rejected } from '../kernel/decider.ts';
import { derivedId } from '../kernel/derived-id.ts';
import { summed, type DataOf, type InventoryRejection, type Result } from './decision.ts';
import type { InventoryEvent } from './events.ts';
import { evolveInventory, onHandOf, reservedOf, stockOf, type Inventory } from './stock.ts';

export const WAREHOUSES_MAX = 20;
export const RECEIPTS_MAX = 5_000;

const refusedWarehouse = (inventory: Inventory, warehouseId: string): Rejected<InventoryRejection> | undefined => {
  const known = new Set(Object.values(inventory.variants).flatMap(({ onHand }) => Object.keys(onHand)));
  return known.add(warehouseId).size > WAREHOUSES_MAX
    ? reject('TooManyWarehouses', `The stock of a product lies in at most ${WAREHOUSES_MAX} warehouses.`)
    : undefined;
};

export const receive = (data: DataOf<'ReceiveStock'>, inventory: Inventory): Result => {
  if (inventory.receiptIds.includes(data.receiptId)) return [];
  if (inventory.receiptIds.length >= RECEIPTS_MAX) return reject('TooManyDeliveries');
  return (
    refusedWarehouse(inventory, data.warehouseId) ?? [
      { type: 'StockReceived', data: { ...data, lines: summed(data.lines) } },
    ]
  );
};

export const open = ({ productId, warehouseId, lines }: DataOf<'OpenStock'>, inventory: Inventory): Result => {
  const first = lines.filter(({ variantId }) => Object.keys(stockOf(inventory, variantId).onHand).length === 0);
  if (first.length === 0) return [];
  const receiptId = derivedId('opening stock', productId, inventory.receiptIds.length);
  return receive({ productId, receiptId, warehouseId, lines: first }, inventory);
};

export const transfer = (data: DataOf<'TransferStock'>, inventory: Inventory): Result => {
  const { transferId, from, to } = data;
  if (inventory.receiptIds.includes(transferId)) return [];
  if (from === to) return reject('InvalidTransfer', 'Stock is moved between two warehouses.');
  if (inventory.receiptIds.length >= RECEIPTS_MAX) return reject('TooManyDeliveries');
  const lines = summed(data.lines);
  const short = lines.find(({ variantId, quantity }) => (stockOf(inventory, variantId).onHand[from] ?? 0) < quantity);
  if (short !== undefined) {
    const there = stockOf(inventory, short.variantId).onHand[from] ?? 0;
    return reject('InsufficientStock', `${short.variantId}: ${there} in ${from}`);
  }
  return refusedWarehouse(inventory, to) ?? [{ type: 'StockTransferred', data: { ...data, lines } }];
};

export const adjust = (data: DataOf<'AdjustStock'>, inventory: Inventory, now: Instant): Result => {
  const lines = data.lines.filter(
    ({ variantId, onHand }) => stockOf(inventory, variantId).onHand[data.warehouseId] !== onHand,
  );
  if (lines.length === 0) return [];
  const refused = refusedWarehouse(inventory, data.warehouseId);
  if (refused !== undefined) return refused;
  const owed = lines.find(({ variantId }) => (stockOf(inventory, variantId).onHand[data.warehouseId] ?? 0) < 0);
  if (owed !== undefined)
    return reject(
      'StockIsOwed',
      `Pieces of ${owed.variantId} were sold before they arrived; receive what came first, since a count would forget them.`,
    );
  const event: InventoryEvent = { type: 'StockAdjusted', data: { ...data, lines } };
  const after = evolveInventory(inventory, event);
  const short = lines.find(
    ({ variantId }) =>
      onHandOf(after, variantId) - Math.min(0, stockOf(after, variantId).threshold) < reservedOf(after, variantId, now),
  );
  return short === undefined
    ? [event]
    : reject('StockIsReserved', 'Open orders hold more than that; release or cancel them first.');
};
