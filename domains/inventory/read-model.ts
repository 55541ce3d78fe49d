import { defineProjection } from '../kernel/projection.ts';
import type { InventoryEvent } from './events.ts';
import { evolveInventory } from './evolve.ts';
import {
  availableOf,
  emptyInventory,
  onHandOf,
  owedOf,
  reservedOf,
  shelfOf,
  stockOf,
  type Inventory,
} from './stock.ts';
import { dayOfPieces } from './turns.ts';

/** What readers need of one variant's stock. A hold that lapsed counts until an event ends it. */
export type StockLevel = {
  readonly onHand: number;
  readonly reserved: number;
  /** Sold before they arrived, and not there yet. */
  readonly owed: number;
  readonly threshold: number;
  readonly available: number;
  /** Of `available` those that are there. */
  readonly shelf: number;
  /** The day on which the next piece comes that is sold before it arrives; null when it is not known or nothing is sold so. */
  readonly nextOn: string | null;
  readonly warehouses: Readonly<Record<string, number>>;
};
type Live = Pick<Inventory, 'holds' | 'owed' | 'arrivals' | 'turns'>;
export type StockRow = {
  readonly product_id: string;
  /** Levels by variant id. */
  readonly levels: Readonly<Record<string, StockLevel>>;
  /** Pieces on the shelf, and not spoken for, of the variant that has least; those that are sold before they arrive are not there. */
  readonly lowest: number;
  /** Live holds and the turn of the next, kept to fold on. */
  readonly holds: Live['holds'];
  readonly turns: Live['turns'];
  /** Who waits for pieces, in turn. */
  readonly owed: Live['owed'];
  readonly arrivals: Live['arrivals'];
};

/** Of a product whose goods were announced and never received; it is on no list of what has few pieces left. */
const LOWEST_MAX = 1_000_000_000;
/** Before every instant: a hold counts as live until an event ends it. */
const NO_TIME = '';

const level = (inventory: Inventory, variantId: string, now: string): StockLevel => {
  const { onHand: warehouses, threshold } = stockOf(inventory, variantId);
  const [available, shelf] = [availableOf(inventory, variantId, NO_TIME), shelfOf(inventory, variantId, NO_TIME)];
  const [reserved, owed] = [reservedOf(inventory, variantId, NO_TIME), owedOf(inventory, variantId)];
  const next = available > shelf ? dayOfPieces(inventory, variantId, owed + reserved + shelf + 1, now) : undefined;
  const sold = { reserved, owed, threshold, available, shelf };
  return { onHand: onHandOf(inventory, variantId), ...sold, nextOn: next ?? null, warehouses };
};

/** Stock levels, one small row per product. */
export const stockProjection = defineProjection<InventoryEvent, StockRow>({
  service: 'inventory',
  name: 'stock',
  version: 4,
  columns: {
    product_id: 'uuid',
    levels: 'jsonb',
    lowest: 'bigint',
    holds: 'jsonb',
    turns: 'integer',
    owed: 'jsonb',
    arrivals: 'jsonb',
  },
  key: 'product_id',
  indexes: ['(lowest, product_id)', `(product_id) where owed <> '[]'`],
  handles: [
    'StockReceived',
    'StockTransferred',
    'StockAdjusted',
    'StockThresholdChanged',
    'StockHeld',
    'StockCommitted',
    'StockReleased',
    'StockReturned',
    'StockAnnounced',
    'StockAnnouncementWithdrawn',
    'StockAllocated',
    'StockPromisesChanged',
  ],
  keysOf: ({ data }) => [data.productId],
  evolve: (row, event) => {
    const variants = Object.fromEntries(
      Object.entries(row?.levels ?? {}).map(([variantId, { warehouses, threshold }]) => [
        variantId,
        { onHand: warehouses, threshold, offer: 'none' as const },
      ]),
    );
    const { holds = {}, owed = [], arrivals = {}, turns = 0 } = row ?? {};
    const after = evolveInventory({ ...emptyInventory, variants, holds, owed, arrivals, turns }, event);
    const { recordedAt } = event.metadata;
    const levels = Object.fromEntries(Object.keys(after.variants).map((id) => [id, level(after, id, recordedAt)]));
    return {
      product_id: event.data.productId,
      levels,
      lowest: Object.values(levels).reduce((least, { shelf }) => Math.min(least, shelf), LOWEST_MAX),
      ...{ holds: after.holds, turns: after.turns, owed: after.owed, arrivals: after.arrivals },
    };
  },
});
