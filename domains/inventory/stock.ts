import type { Instant, OrderId } from '../../event-schemas/primitives.ts';
import type { HeldLine, InventoryEvent, OwedLine, StockLine } from './events.ts';
import { emptyBook, type OrderBook } from './order-book.ts';

/** How a variant is sold: from the shelf, before it arrives, or not at all. */
export type Offer = 'shelf' | 'backOrder' | 'none';
export type VariantStock = {
  /** Pieces on the shelves by warehouse that no confirmed order has taken; never below zero. */
  readonly onHand: Readonly<Record<string, number>>;
  readonly threshold: number;
  /** What the last crossing event said. */
  readonly offer: Offer;
};
/** `turn` is the place in line, counted from the first hold of the product. */
export type Hold = {
  readonly lines: readonly HeldLine[];
  readonly expiresAt: Instant;
  readonly turn: number;
  readonly forOrderId?: OrderId | undefined;
};
/** Pieces of one variant that a confirmed order waits for, and the day on which its buyer was told they come. */
export type Owed = OwedLine & Pick<Hold, 'turn' | 'forOrderId'> & { readonly orderId: OrderId };
export type Arrival = Pick<
  Extract<InventoryEvent, { type: 'StockAnnounced' }>['data'],
  'warehouseId' | 'expectedOn' | 'lines'
>;
/** All stock of one product: variants by id, live holds by order, who waits for pieces, what is on its way, and what became of past orders and deliveries. */
export type Inventory = {
  readonly variants: Readonly<Record<string, VariantStock>>;
  readonly holds: Readonly<Record<string, Hold>>;
  /** In turn. */
  readonly owed: readonly Owed[];
  readonly arrivals: Readonly<Record<string, Arrival>>;
  /** The next turn. */
  readonly turns: number;
  readonly settled: OrderBook;
  readonly receiptIds: readonly string[];
};
export const emptyInventory: Inventory = {
  ...{ variants: {}, holds: {}, owed: [], arrivals: {}, turns: 0 },
  ...{ settled: emptyBook, receiptIds: [] },
};
export const NO_STOCK: VariantStock = { onHand: {}, threshold: 0, offer: 'none' };

export const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
/** Pieces of one variant among these lines. */
export const quantityOf = (lines: readonly StockLine[], variantId: string): number =>
  sum(lines.filter((line) => line.variantId === variantId).map(({ quantity }) => quantity));

export const stockOf = ({ variants }: Inventory, variantId: string): VariantStock => variants[variantId] ?? NO_STOCK;
/** Pieces in one warehouse; one that has the name of a property of every object is no exception. */
export const onHandIn = ({ onHand }: VariantStock, warehouseId: string): number =>
  Object.hasOwn(onHand, warehouseId) ? onHand[warehouseId]! : 0;
/** Pieces on the shelves of all warehouses. */
export const onHandOf = (inventory: Inventory, variantId: string): number =>
  sum(Object.values(stockOf(inventory, variantId).onHand));
/** Pieces that confirmed orders wait for. */
export const owedOf = ({ owed }: Inventory, variantId: string): number =>
  owed.length === 0 ? 0 : quantityOf(owed, variantId);
/** Pieces in holds that have not expired; at `expiresAt` a hold no longer counts. */
export const reservedOf = ({ holds }: Inventory, variantId: string, now: Instant): number =>
  sum(Object.values(holds).map(({ lines, expiresAt }) => (expiresAt > now ? quantityOf(lines, variantId) : 0)));
/** On the shelves, less what is owed and reserved, which is below zero while pieces have been sold that have not come. */
const unsoldOf = (inventory: Inventory, variantId: string, now: Instant): number =>
  onHandOf(inventory, variantId) - owedOf(inventory, variantId) - reservedOf(inventory, variantId, now);
/** Unsold, less what is kept back; below zero when a threshold was raised over sold stock. */
export const balanceOf = (inventory: Inventory, variantId: string, now: Instant): number =>
  unsoldOf(inventory, variantId, now) - stockOf(inventory, variantId).threshold;
/** Pieces that can be sold now, before they arrive or after, never below zero. */
export const availableOf = (inventory: Inventory, variantId: string, now: Instant): number =>
  Math.max(0, balanceOf(inventory, variantId, now));
/** Pieces that can be sold now and are there: those left after all that is owed, reserved and kept back. */
export const shelfOf = (inventory: Inventory, variantId: string, now: Instant): number =>
  Math.max(0, unsoldOf(inventory, variantId, now) - Math.max(0, stockOf(inventory, variantId).threshold));
