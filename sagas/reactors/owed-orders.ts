import { inventory } from '../../domains/inventory/aggregate.ts';
import type { InventoryEvent } from '../../domains/inventory/events.ts';
import type { Reactor, ReactorContext } from '../../domains/kernel/reactor.ts';
import type { OrderCommand } from '../../domains/order/commands.ts';
import type { OrderId, VariantId } from '../../event-schemas/primitives.ts';

type Owing = Extract<InventoryEvent, { type: 'StockAllocated' | 'StockReturned' | 'StockPromisesChanged' }>;
type Meant = { readonly orderId: OrderId; readonly forOrderId?: OrderId | undefined; readonly variantId: VariantId };

const meantBy = ({ type, data }: Owing): readonly Meant[] => {
  if (type === 'StockAllocated') return data.lines;
  if (type === 'StockPromisesChanged') return data.promises;
  const { orderId, forOrderId, owed = [] } = data;
  return owed.map(({ variantId }) => ({ orderId, forOrderId, variantId }));
};

/**
 * Tells orders what their stock has of the pieces they wait for. What is told is what is so now, not what was so at the event:
 * less and less is still to come, so nothing that was overtaken can be believed.
 */
export const owedOrders: Reactor = {
  name: 'owedOrders',
  handles: ['StockAllocated', 'StockReturned', 'StockPromisesChanged'],
  react: async (event, context) => {
    const owing = event as unknown as Owing;
    const meant = meantBy(owing);
    if (meant.length === 0) return;
    const { state } = await context.facts(inventory, owing.data.productId);
    const known = new Map(meant.map((each) => [`${each.orderId} ${each.variantId}`, each]));
    for (const [label, { orderId: bookingId, forOrderId, variantId }] of known) {
      const entry = state.owed.find((each) => each.orderId === bookingId && each.variantId === variantId);
      const booked = { orderId: forOrderId ?? bookingId, bookingId, variantId };
      if (owing.type !== 'StockPromisesChanged')
        await tell(context, { type: 'RecordOwedStock', data: { ...booked, owed: entry?.quantity ?? 0 } }, label);
      else if (entry !== undefined) {
        const { promisedOn } = entry;
        const day = promisedOn === undefined ? {} : { promisedOn };
        await tell(context, { type: 'ChangeOrderPromise', data: { ...booked, ...day } }, label);
      }
    }
  },
};

/** A refusal is an answer too: of an order that is not there, nothing waits. */
const tell = async (context: ReactorContext, command: OrderCommand, label: string): Promise<void> => {
  await context.send(command, label);
};
