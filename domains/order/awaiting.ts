import { reject, type Decision, type Rejected } from '../kernel/decider.ts';
import type { awaitingEvents } from './awaiting-events.ts';
import type { OrderCommand } from './commands.ts';
import type { OrderEvent } from './events.ts';
import { isGone, keptQuantity } from './facts.ts';
import type { OrderRejection } from './rejections.ts';
import type { Line, Order } from './state.ts';

type Decided = Decision<OrderEvent, OrderRejection>;
type AwaitingEvent = Extract<OrderEvent, { type: keyof typeof awaitingEvents }>;
type AwaitingCommand = Extract<OrderCommand, { type: 'RecordOwedStock' | 'ChangeOrderPromise' }>;

/** Sold before it arrived, still wanted, and not there yet. */
export const isAwaiting = (line: Pick<Line, 'status' | 'waiting'>): boolean => line.waiting > 0 && !isGone(line);

/** Why these lines cannot be prepared or sent yet; when there is none, because all that is left of the vendor's still waits. */
export const refuseAwaited = (
  lines: readonly Line[],
  { lines: all }: Order,
  vendorId: string | undefined,
): Rejected<OrderRejection> | undefined => {
  const meant = lines.length > 0 ? lines : all.filter((line) => vendorId === undefined || line.vendorId === vendorId);
  const awaited = meant.filter(isAwaiting);
  if (awaited.length === 0) return undefined;
  const missing = awaited.map(
    ({ sku, waiting, expectedOn, ...line }) =>
      `${sku}: ${waiting} of ${keptQuantity(line)} still to come, ${expectedOn === undefined ? 'on a day that is not known' : `expected on ${expectedOn}`}`,
  );
  return reject('StockNotArrived', `${missing.join('; ')}. Receive the goods first, or leave these lines out.`);
};

const sameStock = ({ orderId }: Order, line: Line, booked: { bookingId: string; variantId: string }): boolean =>
  line.variantId === booked.variantId && (line.bookingId ?? orderId) === booked.bookingId;

/** What the stock says of the lines that wait; it is told of late or twice, and only ever less is still to come. */
export const hearOfStock = ({ type, data }: AwaitingCommand, state: Order): Decided => {
  const { orderId, userId } = state;
  const awaited = state.lines.filter((line) => isAwaiting(line) && sameStock(state, line, data));
  if (type === 'ChangeOrderPromise') {
    const { promisedOn } = data;
    const lines = awaited
      .filter(({ expectedOn }) => expectedOn !== promisedOn)
      .map(({ lineId, expectedOn: before }) => ({
        lineId,
        ...(before === undefined ? {} : { before }),
        ...(promisedOn === undefined ? {} : { promisedOn }),
      }));
    return lines.length === 0 ? [] : [{ type: 'OrderPromiseChanged', data: { orderId, userId, lines } }];
  }
  let given = awaited.reduce((sum, { waiting }) => sum + waiting, 0) - data.owed;
  const lines = awaited.flatMap(({ lineId, waiting }) => {
    const quantity = Math.min(waiting, Math.max(0, given));
    given -= quantity;
    return quantity === 0 ? [] : [{ lineId, quantity }];
  });
  return lines.length === 0 ? [] : [{ type: 'OrderStockAllocated', data: { orderId, userId, lines } }];
};

export const isAwaitingEvent = (event: OrderEvent): event is AwaitingEvent =>
  event.type === 'OrderStockAllocated' || event.type === 'OrderPromiseChanged';

export const evolveAwaiting = (order: Order, { type, data }: AwaitingEvent): Order => {
  const changed = (line: Line): Line => {
    if (type === 'OrderPromiseChanged') {
      const change = data.lines.find(({ lineId }) => lineId === line.lineId);
      return change === undefined ? line : { ...line, expectedOn: change.promisedOn };
    }
    const given = data.lines.find(({ lineId }) => lineId === line.lineId)?.quantity ?? 0;
    return { ...line, waiting: Math.max(0, line.waiting - given) };
  };
  return { ...order, lines: order.lines.map(changed) };
};

/**
 * Pieces leave the order before they are shipped, those first that have not come, as the stock counts it. One that had come is left
 * to another line of the same article that waits.
 */
export const withoutPieces = (
  order: Order,
  gone: readonly { readonly lineId: string; readonly quantity: number }[],
): Order => {
  if (order.lines.every(({ waiting }) => waiting === 0)) return order;
  let { lines } = order;
  for (const { lineId, quantity } of gone) {
    const left = lines.find((line) => line.lineId === lineId);
    if (left === undefined) continue;
    const booked = { bookingId: left.bookingId ?? order.orderId, variantId: left.variantId };
    let pieces = quantity;
    const give = (line: Line): Line => {
      const given = Math.min(pieces, line.waiting);
      pieces -= given;
      return given === 0 ? line : { ...line, waiting: line.waiting - given };
    };
    lines = lines.map((line) => (line.lineId === lineId ? give(line) : line));
    lines = lines.map((line) => (sameStock(order, line, booked) ? give(line) : line));
  }
  return { ...order, lines };
};
