import { defineProjection } from '../kernel/projection.ts';
import type { InventoryEvent } from './events.ts';
import { emptyInventory, evolveInventory, onHandOf, stockOf, type Inventory } from './stock.ts';

/** What readers need of one variant's stock. A hold that lapsed counts until an event ends it. */
export type StockLevel = {
  readonly onHand: number;
  readonly reserved: number;
  readonly threshold: number;
  readonly available: number;
  readonly warehouses: Readonly<Record<string, number>>;
};
type Live = Pick<Inventory, 'variants' | 'holds'>;
export type StockRow = {
  readonly product_id: string;
  /** Levels by variant id. */
  readonly levels: Readonly<Record<string, StockLevel>>;
  /** Pieces available of the variant that has least. */
  readonly lowest: number;
  /** Live holds, kept to fold on. */
  readonly holds: Live['holds'];
};

const level = (inventory: Inventory, variantId: string): StockLevel => {
  const { onHand: warehouses, threshold } = stockOf(inventory, variantId);
  const onHand = onHandOf(inventory, variantId);
  const reserved = Object.values(inventory.holds)
    .flatMap(({ lines }) => lines)
    .reduce((total, line) => total + (line.variantId === variantId ? line.quantity : 0), 0);
  return { onHand, reserved, threshold, available: Math.max(0, onHand - reserved - threshold), warehouses };
};

/** Stock levels, one small row per product. */
export const stockProjection = defineProjection<InventoryEvent, StockRow>({
  service: 'inventory',
  name: 'stock',
  version: 2,
  columns: { product_id: 'uuid', levels: 'jsonb', lowest: 'bigint', holds: 'jsonb' },
  key: 'product_id',
  indexes: ['(lowest, product_id)'],
  handles: [
    'StockReceived',
    'StockTransferred',
    'StockAdjusted',
    'StockThresholdChanged',
    'StockHeld',
    'StockCommitted',
    'StockReleased',
    'StockReturned',
  ],
  keysOf: ({ data }) => [data.productId],
  evolve: (row, event) => {
    const variants = Object.fromEntries(
      Object.entries(row?.levels ?? {}).map(([variantId, { warehouses, threshold }]) => [
        variantId,
        { onHand: warehouses, threshold, inStock: false },
      ]),
    );
    const before: Inventory = { ...emptyInventory, variants, holds: row?.holds ?? {} };
    const after = evolveInventory(before, event);
    const levels = Object.fromEntries(Object.keys(after.variants).map((id) => [id, level(after, id)]));
    const lowest = Math.min(...Object.values(levels).map(({ available }) => available));
    return { product_id: event.data.productId, levels, lowest, holds: after.holds };
  },
});
