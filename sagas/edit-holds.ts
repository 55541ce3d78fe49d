import type { InventoryCommand } from '../domains/inventory/commands.ts';
import type { SagaCommand } from '../domains/kernel/saga.ts';
import type { OrderEvent } from '../domains/order/events.ts';
import { OrderId, type ProductId } from '../event-schemas/primitives.ts';
import { budgetBonuses } from './place-order-bonuses.ts';
import { piecesToHold } from './place-order-state.ts';

export type Requested = Extract<OrderEvent, { type: 'OrderEditRequested' }>['data'];

type Pieces = ReturnType<typeof piecesToHold>[];
export const products = ({ added }: Requested): [ProductId, Pieces][] => {
  const byProduct = new Map<ProductId, Pieces>();
  for (const line of added)
    byProduct.set(line.productId, [...(byProduct.get(line.productId) ?? []), piecesToHold(line)]);
  return [...byProduct];
};
/** What joins the order is booked under the edit's id, as if it were an order of its own. */
export const bookingOf = ({ editId }: Requested): OrderId => OrderId.parse(editId);

export const stock = (
  type: 'CommitStock' | 'ReleaseStock',
  edit: Requested,
  held: readonly string[],
): SagaCommand<InventoryCommand>[] =>
  products(edit)
    .filter(([productId]) => held.includes(productId))
    .map(([productId]) => ({ type, key: productId, data: { productId, orderId: bookingOf(edit) } }));

export const promisedBy = (edit: Requested) => ({ orderId: bookingOf(edit), bonuses: budgetBonuses(edit.added) });
