import type { Decision } from '../kernel/decider.ts';
import type { InventoryCommand } from './commands.ts';
import type { HeldLine, InventoryEvent, StockLine } from './events.ts';

export type InventoryRejection =
  | 'StockNotFound'
  | 'InsufficientStock'
  | 'StockOnBackOrder'
  | 'StockIsOwed'
  | 'HoldNotFound'
  | 'HoldExpired'
  | 'StockIsReserved'
  | 'ReturnExceedsOrder'
  | 'TooManyWarehouses'
  | 'TooManyDeliveries'
  | 'TooManyAnnouncements'
  | 'InvalidArrivalDay'
  | 'AnnouncementNotFound'
  | 'TooManyHolds'
  | 'TooManyWait'
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

type BackOrder = HeldLine['backOrder'];
/** Together they wait for the later of two days, and for no day that is known when one has none. */
const together = (a: BackOrder, b: BackOrder): BackOrder => {
  if (a === undefined || b === undefined) return undefined;
  if (a.quantity === 0 || b.quantity === 0) return a.quantity === 0 ? b : a;
  const quantity = a.quantity + b.quantity;
  if (a.promisedOn === undefined || b.promisedOn === undefined) return { quantity };
  return { quantity, promisedOn: a.promisedOn < b.promisedOn ? b.promisedOn : a.promisedOn };
};
/** The same of lines that say what the buyer was told. */
export const summedHeld = (lines: readonly HeldLine[]): HeldLine[] =>
  summed(lines).map(({ variantId, quantity }) => {
    const told = lines.filter((line) => line.variantId === variantId).map(({ backOrder }) => backOrder);
    const backOrder = told.reduce(together);
    return { variantId, quantity, ...(backOrder === undefined ? {} : { backOrder }) };
  });
