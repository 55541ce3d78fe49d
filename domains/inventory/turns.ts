import type { Instant, VariantId } from '../../event-schemas/primitives.ts';
import { indianDay } from '../kernel/calendar.ts';
import type { InventoryEvent, WarehouseLine } from './events.ts';
import { onHandOf, owedOf, quantityOf, reservedOf, shelfOf, stockOf, sum, type Inventory, type Owed } from './stock.ts';

type Claim = { readonly turn: number; readonly quantity: number; readonly owed: Owed | undefined };

/** Everybody who is to get pieces of a variant, in the order in which they asked for them: live holds and orders that wait. */
const claimsOf = (inventory: Inventory, variantId: string, now: Instant): readonly Claim[] =>
  [
    ...Object.values(inventory.holds)
      .filter(({ expiresAt }) => expiresAt > now)
      .map(({ turn, lines }) => ({ turn, quantity: quantityOf(lines, variantId), owed: undefined })),
    ...inventory.owed
      .filter((entry) => entry.variantId === variantId)
      .map((owed) => ({ turn: owed.turn, quantity: owed.quantity, owed })),
  ]
    .filter(({ quantity }) => quantity > 0)
    .sort((a, b) => a.turn - b.turn);

/** Pieces of a variant that those before this turn are to get. */
export const claimedBefore = (inventory: Inventory, variantId: string, turn: number, now: Instant): number =>
  sum(
    claimsOf(inventory, variantId, now)
      .filter((claim) => claim.turn < turn)
      .map(({ quantity }) => quantity),
  );

/** So many pieces from the shelves, the fullest first. */
export const fromShelves = (
  onHand: Readonly<Record<string, number>>,
  variantId: VariantId,
  quantity: number,
): WarehouseLine[] => {
  const shelves = Object.entries(onHand)
    .filter((shelf) => shelf[1] > 0)
    .sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  let wanted = quantity;
  return shelves.flatMap(([warehouseId, there]) => {
    const taken = Math.min(wanted, there);
    wanted -= taken;
    return taken > 0 ? [{ variantId, warehouseId, quantity: taken }] : [];
  });
};

type Allocated = Extract<InventoryEvent, { type: 'StockAllocated' }>['data']['lines'];

/** What is on the shelves, given to those who wait for it in their turn; what a live hold before them asks for is left to it. */
const allocationsOf = (inventory: Inventory, variantId: VariantId, now: Instant): Allocated => {
  const shelves = { ...stockOf(inventory, variantId).onHand };
  let pieces = onHandOf(inventory, variantId);
  const lines: Allocated = [];
  for (const { owed, quantity } of claimsOf(inventory, variantId, now)) {
    const given = Math.min(pieces, quantity);
    if (given <= 0) break;
    pieces -= given;
    if (owed === undefined) continue;
    const { orderId, forOrderId } = owed;
    for (const line of fromShelves(shelves, variantId, given)) {
      shelves[line.warehouseId] = (shelves[line.warehouseId] ?? 0) - line.quantity;
      lines.push({ ...line, orderId, ...(forOrderId === undefined ? {} : { forOrderId }) });
    }
  }
  return lines;
};

const owedVariants = ({ owed }: Inventory): VariantId[] => [...new Set(owed.map(({ variantId }) => variantId))];

/** The pieces that can be given to orders that wait now; nothing when none can. */
export const allocation = (productId: AllocatedEvent['data']['productId'], inventory: Inventory, now: Instant) => {
  const lines = owedVariants(inventory).flatMap((variantId) => allocationsOf(inventory, variantId, now));
  return lines.length === 0 ? [] : [{ type: 'StockAllocated', data: { productId, lines } } satisfies InventoryEvent];
};
type AllocatedEvent = Extract<InventoryEvent, { type: 'StockAllocated' }>;

/**
 * The day on which so many pieces of a variant will have come, those on the shelves counted; undefined when they are there, and
 * when nobody knows: not enough was announced, or its day has passed.
 */
export const dayOfPieces = (
  inventory: Inventory,
  variantId: string,
  pieces: number,
  now: Instant,
): string | undefined => {
  let missing = pieces - onHandOf(inventory, variantId);
  if (missing <= 0) return undefined;
  const coming = Object.entries(inventory.arrivals)
    .map(([id, { expectedOn, lines }]) => ({ id, expectedOn, quantity: quantityOf(lines, variantId) }))
    .sort((a, b) => (a.expectedOn + a.id < b.expectedOn + b.id ? -1 : 1));
  for (const { expectedOn, quantity } of coming) {
    missing -= quantity;
    if (missing <= 0) return expectedOn < indianDay(now) ? undefined : expectedOn;
  }
  return undefined;
};

/** Of pieces that are bought next: how many have not come, and on which day the last of them does. */
export const backOrderOf = (
  inventory: Inventory,
  variantId: string,
  quantity: number,
  now: Instant,
): { readonly quantity: number; readonly promisedOn: string | undefined } => {
  const missing = Math.max(0, quantity - shelfOf(inventory, variantId, now));
  const ahead = owedOf(inventory, variantId) + reservedOf(inventory, variantId, now);
  const promisedOn = missing === 0 ? undefined : dayOfPieces(inventory, variantId, ahead + quantity, now);
  return { quantity: missing, promisedOn };
};

type Promises = Extract<InventoryEvent, { type: 'StockPromisesChanged' }>['data']['promises'];

const promisesOf = (inventory: Inventory, variantId: VariantId, now: Instant): Promises => {
  let pieces = 0;
  const changed: Promises = [];
  for (const { owed, quantity } of claimsOf(inventory, variantId, now)) {
    pieces += quantity;
    if (owed === undefined) continue;
    const promisedOn = dayOfPieces(inventory, variantId, pieces, now);
    if (promisedOn === owed.promisedOn) continue;
    const { orderId, forOrderId } = owed;
    changed.push({
      ...{ orderId, variantId },
      ...(forOrderId === undefined ? {} : { forOrderId }),
      ...(promisedOn === undefined ? {} : { promisedOn }),
    });
  }
  return changed;
};

/** Orders that will get their pieces on another day than they were told; nothing when all days hold. */
export const changedPromises = (productId: AllocatedEvent['data']['productId'], inventory: Inventory, now: Instant) => {
  const promises = owedVariants(inventory).flatMap((variantId) => promisesOf(inventory, variantId, now));
  return promises.length === 0
    ? []
    : [{ type: 'StockPromisesChanged', data: { productId, promises } } satisfies InventoryEvent];
};
