import { onHandOf, owedOf, type Inventory } from '../../domains/inventory/stock.ts';
import { isGone } from '../../domains/order/facts.ts';
import type { Order, Return } from '../../domains/order/state.ts';
import type { Violation } from './invariants.ts';

type Pieces = Map<string, number>;
const add = (pieces: Pieces, productId: string, quantity: number): void =>
  void pieces.set(productId, (pieces.get(productId) ?? 0) + quantity);

/** What an accepted return did to the shelves: its pieces came back, and others may have left for them. */
const moved = ({ accepted }: Return, left: Pieces): void => {
  for (const { productId, quantity } of accepted?.lines ?? []) {
    if (accepted!.kind === 'replacement') add(left, productId, quantity);
    if (accepted!.restock) add(left, productId, -quantity);
  }
};

/** Once nothing is under way, what is missing on the shelves, or still owed, is what the orders that stand have, piece for piece. */
export const stockAtRest = (
  inventories: readonly (readonly [string, Inventory])[],
  orders: readonly Order[],
  received: ReadonlyMap<string, number>,
  position: number,
): Violation[] => {
  const left: Pieces = new Map();
  for (const { confirmedAt, lines, returns } of orders) {
    if (confirmedAt === undefined) continue;
    for (const line of lines) if (!isGone(line)) add(left, line.productId, line.quantity - line.cancelledQuantity);
    for (const each of returns) moved(each, left);
  }
  return inventories.flatMap(([productId, inventory]) => {
    const onHand = Object.keys(inventory.variants).reduce((sum, id) => sum + onHandOf(inventory, id), 0);
    const owed = Object.keys(inventory.variants).reduce((sum, id) => sum + owedOf(inventory, id), 0);
    const missing = (received.get(productId) ?? 0) - onHand + owed;
    const sold = left.get(productId) ?? 0;
    const rules = [
      ...(Object.keys(inventory.holds).length > 0 ? ['stock is still held at rest'] : []),
      ...(missing === sold ? [] : [`${missing} pieces are gone, and orders have ${sold}`]),
    ];
    return rules.map((rule) => ({ position, stream: `inventory-${productId}`, rule }));
  });
};
