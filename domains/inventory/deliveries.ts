import type { Instant } from '../../event-schemas/primitives.ts';
import { indianDay, instantAfter, DAY_MS } from '../kernel/calendar.ts';
import { reject, sameData, type Rejected } from '../kernel/decider.ts';
import { derivedId } from '../kernel/derived-id.ts';
import { summed, type DataOf, type InventoryRejection, type Result } from './decision.ts';
import { WAREHOUSES_MAX, type InventoryEvent } from './events.ts';
import { evolveInventory } from './evolve.ts';
import { onHandIn, onHandOf, owedOf, reservedOf, stockOf, sum, type Hold, type Inventory } from './stock.ts';

export const RECEIPTS_MAX = 5_000;
/** Deliveries of one product that are on their way at once. */
export const ARRIVALS_MAX = 100;
/** Nobody knows today what comes later than this. */
export const ARRIVAL_DAYS_MAX = 730;

const refusedWarehouse = (inventory: Inventory, warehouseId: string): Rejected<InventoryRejection> | undefined => {
  const known = new Set(Object.values(inventory.variants).flatMap(({ onHand }) => Object.keys(onHand)));
  return known.add(warehouseId).size > WAREHOUSES_MAX
    ? reject('TooManyWarehouses', `The stock of a product lies in at most ${WAREHOUSES_MAX} warehouses.`)
    : undefined;
};

export const receive = (data: DataOf<'ReceiveStock'>, inventory: Inventory): Result => {
  if (inventory.receiptIds.includes(data.receiptId)) return [];
  if (inventory.receiptIds.length >= RECEIPTS_MAX) return reject('TooManyDeliveries');
  if (data.arrivalId !== undefined && inventory.arrivals[data.arrivalId] === undefined)
    return reject('AnnouncementNotFound', 'arrivalId: no delivery is on its way under this id; leave it out.');
  return (
    refusedWarehouse(inventory, data.warehouseId) ?? [
      { type: 'StockReceived', data: { ...data, lines: summed(data.lines) } },
    ]
  );
};

/** Says when goods come; the day of goods that were announced before may have passed, a new one may not. */
export const announce = (data: DataOf<'AnnounceStock'>, inventory: Inventory, now: Instant): Result => {
  const { productId, arrivalId, warehouseId, expectedOn } = data;
  const lines = summed(data.lines);
  const known = inventory.arrivals[arrivalId];
  if (known !== undefined && sameData(known, { warehouseId, expectedOn, lines })) return [];
  const last = indianDay(instantAfter(now, ARRIVAL_DAYS_MAX * DAY_MS));
  if (expectedOn < indianDay(now) || expectedOn > last)
    return reject('InvalidArrivalDay', `expectedOn: a day from ${indianDay(now)} to ${last}.`);
  if (known === undefined && Object.keys(inventory.arrivals).length >= ARRIVALS_MAX)
    return reject('TooManyAnnouncements', `At most ${ARRIVALS_MAX} deliveries of a product are on their way at once.`);
  return (
    refusedWarehouse(inventory, warehouseId) ?? [
      { type: 'StockAnnounced', data: { productId, arrivalId, warehouseId, expectedOn, lines } },
    ]
  );
};

export const withdraw = (data: DataOf<'WithdrawStockAnnouncement'>, { arrivals }: Inventory): Result =>
  arrivals[data.arrivalId] === undefined ? [] : [{ type: 'StockAnnouncementWithdrawn', data }];

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
  const short = lines.find(({ variantId, quantity }) => onHandIn(stockOf(inventory, variantId), from) < quantity);
  if (short !== undefined) {
    const there = onHandIn(stockOf(inventory, short.variantId), from);
    return reject('InsufficientStock', `${short.variantId}: ${there} in ${from}`);
  }
  return refusedWarehouse(inventory, to) ?? [{ type: 'StockTransferred', data: { ...data, lines } }];
};

/** Pieces of a variant that live holds were told are there. */
const promisedFromShelf = ({ holds }: Inventory, variantId: string, now: Instant): number => {
  const told = ({ lines, expiresAt }: Hold): number =>
    expiresAt <= now
      ? 0
      : sum(
          lines
            .filter((line) => line.variantId === variantId)
            .map(({ quantity, backOrder }) => (backOrder === undefined ? 0 : quantity - backOrder.quantity)),
        );
  return sum(Object.values(holds).map(told));
};

export const adjust = (data: DataOf<'AdjustStock'>, inventory: Inventory, now: Instant): Result => {
  const lines = data.lines.filter(
    ({ variantId, onHand }) => stockOf(inventory, variantId).onHand[data.warehouseId] !== onHand,
  );
  if (lines.length === 0) return [];
  const refused = refusedWarehouse(inventory, data.warehouseId);
  if (refused !== undefined) return refused;
  const owed = lines.find(({ variantId }) => owedOf(inventory, variantId) > 0);
  if (owed !== undefined)
    return reject(
      'StockIsOwed',
      `Pieces of ${owed.variantId} were sold before they arrived; receive what came first, so that it goes to those who wait.`,
    );
  const event: InventoryEvent = { type: 'StockAdjusted', data: { ...data, lines } };
  const after = evolveInventory(inventory, event);
  const short = lines.find(
    ({ variantId }) =>
      onHandOf(after, variantId) < promisedFromShelf(after, variantId, now) ||
      onHandOf(after, variantId) - Math.min(0, stockOf(after, variantId).threshold) < reservedOf(after, variantId, now),
  );
  return short === undefined
    ? [event]
    : reject('StockIsReserved', 'Open orders hold more than that; release or cancel them first.');
};
