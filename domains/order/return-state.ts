import type { OrderEvent } from './events.ts';
import { withGiven } from './funds.ts';
import type { ReturnStatus } from './return-events.ts';
import type { Order, Return } from './state.ts';

type ReturnEvent = Extract<OrderEvent, { type: `Return${string}` }>;

const change = (order: Order, returnId: string, apply: (known: Return) => Return): Order => ({
  ...order,
  returns: order.returns.map((known) => (known.returnId === returnId ? apply(known) : known)),
});
const step = (known: Return, status: ReturnStatus, note?: string): Return => ({
  ...known,
  status,
  timeline: [...known.timeline, { status, note }],
});

/** Folds what happens to one return; accepted refunds count as pieces given back. */
export const evolveReturn = (order: Order, event: ReturnEvent): Order => {
  const { returnId } = event.data;
  switch (event.type) {
    case 'ReturnRequested': {
      const opened = step({ ...event.data, status: 'requested', timeline: [], accepted: undefined }, 'requested');
      return { ...order, returns: [...order.returns, opened] };
    }
    case 'ReturnAdvanced': {
      const { status, note } = event.data;
      return change(order, returnId, (known) => step(known, status, note));
    }
    case 'ReturnAccepted': {
      const { kind, lines } = event.data;
      const accepted = change(order, returnId, (known) => ({
        ...step(known, kind === 'refund' ? 'refundInitiated' : 'replacementApproved'),
        kind,
        accepted: event.data,
      }));
      if (kind === 'replacement') return accepted;
      return {
        ...accepted,
        ...withGiven(order, event.data),
        lines: accepted.lines.map((line) => {
          const back = lines.find(({ lineId }) => lineId === line.lineId);
          return back === undefined ? line : { ...line, returnedQuantity: line.returnedQuantity + back.quantity };
        }),
      };
    }
  }
};
