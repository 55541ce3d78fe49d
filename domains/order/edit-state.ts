import { withoutPieces } from './awaiting.ts';
import { editEvents } from './edit-events.ts';
import type { OrderEvent } from './events.ts';
import { withGiven } from './funds.ts';
import { evolvePrepaid } from './paying-now.ts';
import type { Edit, Line, Order } from './state.ts';

type EditEvent = Extract<OrderEvent, { type: keyof typeof editEvents }>;
export const isEditEvent = (event: OrderEvent): event is EditEvent => event.type in editEvents;

const withEdit = (order: Order, editId: string, change: Partial<Edit>): Order['edits'] =>
  order.edits.map((edit) => (edit.editId === editId ? { ...edit, ...change } : edit));

const without = (line: Line, quantity: number): Line => {
  const cancelledQuantity = line.cancelledQuantity + quantity;
  return { ...line, cancelledQuantity, status: cancelledQuantity === line.quantity ? 'cancelled' : line.status };
};

/** Folds what happens to a change of the order's lines. */
export const evolveEdit = (order: Order, { type, data }: EditEvent): Order => {
  switch (type) {
    case 'OrderEditRequested':
      return {
        ...order,
        edits: [...order.edits, { ...data, status: 'open', droppedFor: undefined, differencePaise: 0 }],
      };
    case 'OrderEditDropped':
      return { ...order, edits: withEdit(order, data.editId, { status: 'dropped', droppedFor: data.reason }) };
    case 'OrderPrepaid':
      return evolvePrepaid(order, data);
    case 'PayNowOffered':
      return { ...order, wasPayNowOffered: true };
    case 'OrderEdited': {
      const { editId, added, addedPaise, removedPaise, editPaymentId } = data;
      const kept = order.lines.map((line) => {
        const gone = data.lines.find(({ lineId }) => lineId === line.lineId);
        return gone === undefined ? line : without(line, gone.quantity);
      });
      const fresh = added.map((line): Line => ({
        ...line,
        ...{
          status: 'confirmed',
          returnedQuantity: 0,
          cancelledQuantity: 0,
          deliveredAt: undefined,
          waiting: line.backOrder?.quantity ?? 0,
          expectedOn: line.backOrder?.promisedOn,
          bookingId: editId,
        },
      }));
      const paidPaise = addedPaise - removedPaise;
      const { funds, storeCredit } = withGiven(order, data);
      // What joins may be resold although the rest of the order is not.
      const resold = added.some(({ marginPaise }) => marginPaise > 0) ? { resellerId: order.userId } : {};
      return {
        ...withoutPieces({ ...order, ...resold, lines: [...kept, ...fresh] }, data.lines),
        edits: withEdit(order, editId, { status: 'applied', differencePaise: paidPaise }),
        storeCredit,
        funds: paidPaise > 0 ? [...funds, { paymentId: editPaymentId, paidPaise, givenPaise: 0 }] : funds,
      };
    }
  }
};
