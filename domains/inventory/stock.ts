import type { Instant } from '../../event-schemas/primitives.ts';
import type { InventoryEvent, StockLine, WarehouseLine } from './events.ts';
import { emptyBook, settledOrder, withOrder, type OrderBook } from './order-book.ts';

export type VariantStock = {
  readonly onHand: Readonly<Record<string, number>>;
  readonly threshold: number;
  /** Whether the last crossing event said so; follows `available > 0`. */
  readonly inStock: boolean;
};
export type Hold = { readonly lines: readonly StockLine[]; readonly expiresAt: Instant };
/** All stock of one product: variants by id, live holds by order, and what became of past orders and deliveries. */
export type Inventory = {
  readonly variants: Readonly<Record<string, VariantStock>>;
  readonly holds: Readonly<Record<string, Hold>>;
  readonly settled: OrderBook;
  readonly receiptIds: readonly string[];
};
export const emptyInventory: Inventory = { variants: {}, holds: {}, settled: emptyBook, receiptIds: [] };
const NO_STOCK: VariantStock = { onHand: {}, threshold: 0, inStock: false };

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const quantityOf = (lines: readonly StockLine[], variantId: string): number =>
  sum(lines.filter((line) => line.variantId === variantId).map(({ quantity }) => quantity));

export const stockOf = ({ variants }: Inventory, variantId: string): VariantStock => variants[variantId] ?? NO_STOCK;
/** Pieces on the shelves of all warehouses. */
export const onHandOf = (inventory: Inventory, variantId: string): number =>
  sum(Object.values(stockOf(inventory, variantId).onHand));
/** Pieces in holds that have not expired; at `expiresAt` a hold no longer counts. */
export const reservedOf = ({ holds }: Inventory, variantId: string, now: Instant): number =>
  sum(Object.values(holds).map(({ lines, expiresAt }) => (expiresAt > now ? quantityOf(lines, variantId) : 0)));
/** On hand, less reserved, less what is kept back; below zero when a threshold was raised over sold stock. */
export const balanceOf = (inventory: Inventory, variantId: string, now: Instant): number =>
  onHandOf(inventory, variantId) - reservedOf(inventory, variantId, now) - stockOf(inventory, variantId).threshold;
/** Pieces that can be sold now, never below zero. */
export const availableOf = (inventory: Inventory, variantId: string, now: Instant): number =>
  Math.max(0, balanceOf(inventory, variantId, now));

const withVariant = (inventory: Inventory, variantId: string, change: Partial<VariantStock>): Inventory => ({
  ...inventory,
  variants: { ...inventory.variants, [variantId]: { ...stockOf(inventory, variantId), ...change } },
});
/** Adds or takes the lines; all of them in one copy, since imports and big orders have many. */
const move = (inventory: Inventory, lines: readonly WarehouseLine[], sign: 1 | -1): Inventory => {
  const variants = { ...inventory.variants };
  for (const { variantId, warehouseId, quantity } of lines) {
    const stock = variants[variantId] ?? NO_STOCK;
    const onHand = { ...stock.onHand, [warehouseId]: (stock.onHand[warehouseId] ?? 0) + sign * quantity };
    variants[variantId] = { ...stock, onHand };
  }
  return { ...inventory, variants };
};
const withoutHold = (inventory: Inventory, orderId: string): Inventory => {
  return {
    ...inventory,
    holds: Object.fromEntries(Object.entries(inventory.holds).filter(([id]) => id !== orderId)),
  };
};
const settle = (inventory: Inventory, orderId: string, order: Parameters<typeof withOrder>[2]): Inventory => ({
  ...inventory,
  settled: withOrder(inventory.settled, orderId, order),
});

/** What is left of committed lines after some came back; the lines name warehouses, so they are matched by both. */
const less = (left: readonly WarehouseLine[], back: readonly WarehouseLine[]): readonly WarehouseLine[] => {
  const open = back.map((line) => ({ ...line }));
  return left.flatMap((line) => {
    let quantity = line.quantity;
    for (const returned of open.filter(({ variantId }) => variantId === line.variantId)) {
      const taken = Math.min(quantity, returned.quantity);
      quantity -= taken;
      returned.quantity -= taken;
    }
    return quantity === 0 ? [] : [{ ...line, quantity }];
  });
};

export const evolveInventory = (inventory: Inventory, { type, data }: InventoryEvent): Inventory => {
  switch (type) {
    case 'StockReceived': {
      const lines = data.lines.map((line) => ({ ...line, warehouseId: data.warehouseId }));
      return { ...move(inventory, lines, 1), receiptIds: [...inventory.receiptIds, data.receiptId] };
    }
    case 'StockTransferred': {
      const at = (warehouseId: string) => data.lines.map((line) => ({ ...line, warehouseId }));
      const moved = move(move(inventory, at(data.from), -1), at(data.to), 1);
      return { ...moved, receiptIds: [...inventory.receiptIds, data.transferId] };
    }
    case 'StockAdjusted':
      return data.lines.reduce((after, { variantId, onHand }) => {
        const before = stockOf(after, variantId).onHand;
        return withVariant(after, variantId, { onHand: { ...before, [data.warehouseId]: onHand } });
      }, inventory);
    case 'StockThresholdChanged':
      return withVariant(inventory, data.variantId, { threshold: data.threshold });
    case 'StockHeld':
      return {
        ...inventory,
        holds: { ...inventory.holds, [data.orderId]: { lines: data.lines, expiresAt: data.expiresAt } },
      };
    case 'StockCommitted':
      return settle(move(withoutHold(inventory, data.orderId), data.lines, -1), data.orderId, {
        outcome: 'committed',
        left: data.lines,
        returnIds: [],
      });
    case 'StockReleased':
      return settle(withoutHold(inventory, data.orderId), data.orderId, {
        outcome: 'released',
        left: [],
        returnIds: [],
      });
    case 'StockReturned': {
      const order = settledOrder(inventory.settled, data.orderId);
      return settle(move(inventory, data.lines, 1), data.orderId, {
        outcome: 'committed',
        left: less(order?.left ?? [], data.lines),
        returnIds: [...(order?.returnIds ?? []), data.returnId],
      });
    }
    case 'StockRanOut':
    case 'StockCameBack':
      return {
        ...inventory,
        variants: {
          ...inventory.variants,
          ...Object.fromEntries(
            data.variantIds.map((id) => [id, { ...stockOf(inventory, id), inStock: type === 'StockCameBack' }]),
          ),
        },
      };
  }
};
