import type { InventoryEvent, StockLine, WarehouseLine } from './events.ts';
import { settledOrder, withOrder } from './order-book.ts';
import { NO_STOCK, onHandIn, stockOf, type Inventory, type Offer, type Owed, type VariantStock } from './stock.ts';

type DataOf<T extends InventoryEvent['type']> = Extract<InventoryEvent, { type: T }>['data'];

const withVariant = (inventory: Inventory, variantId: string, change: Partial<VariantStock>): Inventory => ({
  ...inventory,
  variants: { ...inventory.variants, [variantId]: { ...stockOf(inventory, variantId), ...change } },
});
/** Adds or takes the lines; all of them in one copy, since imports and big orders have many. */
const move = (inventory: Inventory, lines: readonly WarehouseLine[], sign: 1 | -1): Inventory => {
  const variants = { ...inventory.variants };
  for (const { variantId, warehouseId, quantity } of lines) {
    const stock = variants[variantId] ?? NO_STOCK;
    const onHand = { ...stock.onHand, [warehouseId]: onHandIn(stock, warehouseId) + sign * quantity };
    variants[variantId] = { ...stock, onHand };
  }
  return { ...inventory, variants };
};
const without = <T>(entries: Readonly<Record<string, T>>, id: string): Readonly<Record<string, T>> =>
  Object.fromEntries(Object.entries(entries).filter(([key]) => key !== id));
const settle = (inventory: Inventory, orderId: string, order: Parameters<typeof withOrder>[2]): Inventory => ({
  ...inventory,
  settled: withOrder(inventory.settled, orderId, order),
});

/** The lines without some of their pieces; `matches` says which lines these may be taken from. */
const less = <T extends StockLine, U extends StockLine>(
  lines: readonly T[],
  gone: readonly U[],
  matches: (line: T, from: U) => boolean,
): readonly T[] => {
  if (gone.length === 0) return lines;
  const open = gone.map((line) => ({ line, quantity: line.quantity }));
  return lines.flatMap((line) => {
    let quantity = line.quantity;
    for (const entry of open.filter((candidate) => matches(line, candidate.line))) {
      const taken = Math.min(quantity, entry.quantity);
      quantity -= taken;
      entry.quantity -= taken;
    }
    return quantity === 0 ? [] : [{ ...line, quantity }];
  });
};
const sameVariant = (a: StockLine, b: StockLine): boolean => a.variantId === b.variantId;
const sameShelf = (a: WarehouseLine, b: WarehouseLine): boolean => sameVariant(a, b) && a.warehouseId === b.warehouseId;
const sameBooking = (a: Owed, b: StockLine & { readonly orderId: string }): boolean =>
  sameVariant(a, b) && a.orderId === b.orderId;

const received = (inventory: Inventory, data: DataOf<'StockReceived'>): Inventory => {
  const { warehouseId, receiptId, arrivalId } = data;
  const lines = data.lines.map((line) => ({ ...line, warehouseId }));
  const after = { ...move(inventory, lines, 1), receiptIds: [...inventory.receiptIds, receiptId] };
  const arrival = arrivalId === undefined ? undefined : inventory.arrivals[arrivalId];
  if (arrivalId === undefined || arrival === undefined) return after;
  const rest = less(arrival.lines, data.lines, sameVariant);
  const arrivals = without(inventory.arrivals, arrivalId);
  return {
    ...after,
    arrivals: rest.length === 0 ? arrivals : { ...arrivals, [arrivalId]: { ...arrival, lines: [...rest] } },
  };
};

const committed = (inventory: Inventory, { orderId, lines, owed }: DataOf<'StockCommitted'>): Inventory => {
  const hold = inventory.holds[orderId];
  // Before events said what is owed, it was what the warehouse did not have.
  const missing = lines
    .map((line) => ({
      ...line,
      quantity: line.quantity - onHandIn(stockOf(inventory, line.variantId), line.warehouseId),
    }))
    .filter(({ quantity }) => quantity > 0);
  const waiting = owed ?? missing;
  const taken = less(lines, waiting, sameShelf);
  const { turn = inventory.turns, forOrderId } = hold ?? {};
  const entries = waiting.map((line): Owed => ({ ...line, orderId, turn, forOrderId }));
  const after = move({ ...inventory, holds: without(inventory.holds, orderId) }, taken, -1);
  const inTurn =
    entries.length === 0 ? inventory.owed : [...inventory.owed, ...entries].sort((a, b) => a.turn - b.turn);
  return settle({ ...after, owed: inTurn }, orderId, { outcome: 'committed', left: taken, returnIds: [] });
};

const returned = (inventory: Inventory, { orderId, returnId, lines, owed }: DataOf<'StockReturned'>): Inventory => {
  const order = settledOrder(inventory.settled, orderId);
  const own = inventory.owed.filter((entry) => entry.orderId === orderId);
  // Before events said so, what an order still waited for was given up first.
  const givenUp = owed ?? less(lines, less(lines, own, sameVariant), sameVariant);
  const back = owed === undefined ? less(lines, own, sameVariant) : less(lines, owed, sameShelf);
  const mine = givenUp.map((line) => ({ ...line, orderId }));
  return settle({ ...move(inventory, back, 1), owed: less(inventory.owed, mine, sameBooking) }, orderId, {
    outcome: 'committed',
    left: less(order?.left ?? [], back, sameVariant),
    returnIds: [...(order?.returnIds ?? []), returnId],
  });
};

const allocated = (inventory: Inventory, { lines }: DataOf<'StockAllocated'>): Inventory => {
  const after = { ...move(inventory, lines, -1), owed: less(inventory.owed, lines, sameBooking) };
  return lines.reduce<Inventory>((state, { orderId, variantId, warehouseId, quantity }) => {
    const order = settledOrder(state.settled, orderId);
    const left = [...(order?.left ?? []), { variantId, warehouseId, quantity }];
    return settle(state, orderId, { outcome: 'committed', left, returnIds: order?.returnIds ?? [] });
  }, after);
};

const adjusted = (inventory: Inventory, { warehouseId, lines }: DataOf<'StockAdjusted'>): Inventory => {
  // Counts were not always refused while pieces were owed; such a count forgot what its warehouse owed.
  const owed = inventory.owed.filter(
    (entry) => entry.warehouseId !== warehouseId || !lines.some(({ variantId }) => variantId === entry.variantId),
  );
  return lines.reduce<Inventory>(
    (after, { variantId, onHand }) =>
      withVariant(after, variantId, { onHand: { ...stockOf(after, variantId).onHand, [warehouseId]: onHand } }),
    { ...inventory, owed },
  );
};

const promised = (inventory: Inventory, { promises }: DataOf<'StockPromisesChanged'>): Inventory => ({
  ...inventory,
  owed: inventory.owed.map((entry) => {
    const change = promises.find(
      ({ orderId, variantId }) => orderId === entry.orderId && variantId === entry.variantId,
    );
    return change === undefined ? entry : { ...entry, promisedOn: change.promisedOn };
  }),
});

const OFFERS = {
  StockRanOut: 'none',
  StockWentOnBackOrder: 'backOrder',
  StockCameBack: 'shelf',
} as const satisfies Record<string, Offer>;

// eslint-disable-next-line complexity -- one case per event, and nothing else
export const evolveInventory = (inventory: Inventory, { type, data }: InventoryEvent): Inventory => {
  switch (type) {
    case 'StockReceived':
      return received(inventory, data);
    case 'StockAnnounced': {
      const { arrivalId, warehouseId, expectedOn, lines } = data;
      return { ...inventory, arrivals: { ...inventory.arrivals, [arrivalId]: { warehouseId, expectedOn, lines } } };
    }
    case 'StockAnnouncementWithdrawn':
      return { ...inventory, arrivals: without(inventory.arrivals, data.arrivalId) };
    case 'StockTransferred': {
      const at = (warehouseId: string) => data.lines.map((line) => ({ ...line, warehouseId }));
      const moved = move(move(inventory, at(data.from), -1), at(data.to), 1);
      return { ...moved, receiptIds: [...inventory.receiptIds, data.transferId] };
    }
    case 'StockAdjusted':
      return adjusted(inventory, data);
    case 'StockThresholdChanged':
      return withVariant(inventory, data.variantId, { threshold: data.threshold });
    case 'StockHeld': {
      const { orderId, lines, expiresAt, forOrderId } = data;
      const hold = { lines, expiresAt, turn: inventory.turns, forOrderId };
      return { ...inventory, turns: inventory.turns + 1, holds: { ...inventory.holds, [orderId]: hold } };
    }
    case 'StockCommitted':
      return committed(inventory, data);
    case 'StockReleased':
      return settle({ ...inventory, holds: without(inventory.holds, data.orderId) }, data.orderId, {
        outcome: 'released',
        left: [],
        returnIds: [],
      });
    case 'StockReturned':
      return returned(inventory, data);
    case 'StockAllocated':
      return allocated(inventory, data);
    case 'StockPromisesChanged':
      return promised(inventory, data);
    case 'StockRanOut':
    case 'StockWentOnBackOrder':
    case 'StockCameBack': {
      const offers = data.variantIds.map((id) => [id, { ...stockOf(inventory, id), offer: OFFERS[type] }] as const);
      return { ...inventory, variants: { ...inventory.variants, ...Object.fromEntries(offers) } };
    }
  }
};
