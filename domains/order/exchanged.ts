import { OrderId } from '../../event-schemas/primitives.ts';
import type { LineQuantity } from './lines.ts';
import type { Order, Return } from './state.ts';

const piecesIn = (lines: readonly LineQuantity[], lineId: string): number =>
  lines.reduce((sum, line) => (line.lineId === lineId ? sum + line.quantity : sum), 0);

/** Pieces of a line that an exchange sent and that did not come back since, but for the return that is asked about. */
const stillOut = (order: Order, exchange: Return, lineId: string, asking: string): number =>
  order.returns
    .filter(({ returnId }) => returnId !== asking)
    .flatMap(({ accepted }) => accepted?.lines ?? [])
    .filter(({ bookingId }) => bookingId === exchange.returnId)
    .reduce((left, line) => (line.lineId === lineId ? left - line.quantity : left), piecesIn(exchange.lines, lineId));

/**
 * What comes back to stock: pieces that were exchanged are of the variant that was sent instead, and booked under the exchange.
 * Of a line whose pieces were exchanged in part, those of the newest exchange that covers the return are taken to come first.
 */
export const asExchanged = (order: Order, asking: string, lines: readonly LineQuantity[]): LineQuantity[] =>
  lines.map((line) => {
    const { lineId, quantity } = line;
    const exchange = order.returns.findLast(
      (known) =>
        known.kind === 'replacement' &&
        known.status === 'completed' &&
        stillOut(order, known, lineId, asking) >= quantity,
    );
    if (exchange === undefined) return line;
    const sent = exchange.wanted.find((choice) => choice.lineId === lineId);
    const before = exchange.accepted?.lines.find((known) => known.lineId === lineId);
    const variantId = sent?.variantId ?? before?.variantId ?? line.variantId;
    return { ...line, variantId, bookingId: OrderId.parse(exchange.returnId) };
  });
