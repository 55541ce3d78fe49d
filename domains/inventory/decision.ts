import type { Decision } from '../kernel/decider.ts';
import type { InventoryCommand } from './commands.ts';
import type { InventoryEvent, StockLine } from './events.ts';

export type InventoryRejection =
  | 'StockNotFound'
  | 'InsufficientStock'
  | 'StockIsOwed'
  | 'HoldNotFound'
  | 'HoldExpired'
  | 'StockIsReserved'
  | 'ReturnExceedsOrder'
  | 'TooManyWarehouses'
  | 'TooManyDeliveries'
  | 'TooManyHolds'
  | 'InvalidTransfer';
export type Result = Decision<InventoryEvent, InventoryRejection>;
export type DataOf<T extends InventoryCommand['type']> = Extract<InventoryCommand, { type: T }>['data'];

/** One line per variant, so that two lines of one variant cannot each fit while their sum does not. */
export const summed = (lines: readonly StockLine[]): StockLine[] => {
  const byVariant = new Map<string, StockLine>();
  for (const line of lines) {
    const before = byVariant.get(line.variantId);
    byVariant.set(line.variantId, before === undefined ? line : { ...line, quantity: before.quantity + line.quantity });
  }
  return [...byVariant.values()];
};
