import { z } from 'zod';
import { backOrderOf, inventory } from '../../domains/inventory/index.ts';
import type { WriteContext } from '../../domains/kernel/routes.ts';
import { Day, type Order, type OrderLine } from '../../domains/order/index.ts';
import { Id } from '../../event-schemas/primitives.ts';

/**
 * The lines with what of them is still to come, and the day on which it does, as the buyer is told. Holding the stock is refused
 * when less is there by then.
 */
export const withBackOrders = async (
  lines: readonly OrderLine[],
  { facts, now }: Pick<WriteContext, 'facts' | 'now'>,
): Promise<OrderLine[]> => {
  const stocks = await Promise.all(lines.map(({ productId }) => facts(inventory, productId)));
  const before = new Map<string, number>();
  return lines.map((line, index) => {
    const { variantId, quantity } = line;
    const { state } = stocks[index]!;
    const first = before.get(variantId) ?? 0;
    before.set(variantId, first + quantity);
    const { quantity: missing, promisedOn } = backOrderOf(state, variantId, first + quantity, now);
    const own = missing - backOrderOf(state, variantId, first, now).quantity;
    if (own === 0) return line;
    return { ...line, backOrder: { quantity: own, ...(promisedOn === undefined ? {} : { promisedOn }) } };
  });
};

/** The lines that were sold before they arrived, as the answer to placing an order shows them. */
export const BackOrders = z.array(
  z.object({ lineId: Id, variantId: Id, quantity: z.int(), promisedOn: Day.nullable() }),
);
export const backOrdersOf = ({ lines }: Pick<Order, 'lines'>): z.infer<typeof BackOrders> =>
  lines.flatMap(({ lineId, variantId, backOrder }) =>
    backOrder === undefined
      ? []
      : [{ lineId, variantId, quantity: backOrder.quantity, promisedOn: backOrder.promisedOn ?? null }],
  );
