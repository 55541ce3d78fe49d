import { OrderId } from '../../event-schemas/primitives.ts';
import { partsOf, type LineQuantity, type StockPart } from './lines.ts';
import type { Order, Return } from './state.ts';

const sumOf = (parts: readonly StockPart[]): number => parts.reduce((sum, { quantity }) => sum + quantity, 0);
const ofLine = (lines: readonly LineQuantity[], lineId: string): StockPart[] =>
  lines.filter((line) => line.lineId === lineId).flatMap(partsOf);

/** What an exchange sent for the pieces of a line: the wanted variant, or the same as came back. */
const sentBy = ({ accepted, wanted }: Return, lineId: string): StockPart[] => {
  const variantId = wanted.find((choice) => choice.lineId === lineId)?.variantId;
  const same = ofLine(accepted?.lines ?? [], lineId);
  return variantId === undefined ? same : [{ variantId, quantity: sumOf(same) }];
};

/** Pieces that an exchange sent and that did not come back since, but for the return that is asked about. */
const stillOut = (order: Order, exchange: Return, lineId: string, asking: string): StockPart[] => {
  const bookingId = OrderId.parse(exchange.returnId);
  const back = order.returns
    .filter(({ returnId }) => returnId !== asking)
    .flatMap(({ accepted }) => ofLine(accepted?.lines ?? [], lineId))
    .filter((part) => part.bookingId === bookingId);
  const variants = new Set(sentBy(exchange, lineId).map(({ variantId }) => variantId));
  return [...variants].map((variantId) => {
    const ofVariant = (parts: readonly StockPart[]): number =>
      sumOf(parts.filter((part) => part.variantId === variantId));
    return { variantId, bookingId, quantity: ofVariant(sentBy(exchange, lineId)) - ofVariant(back) };
  });
};

const split = (order: Order, asking: string, line: LineQuantity): StockPart[] => {
  const exchanges = order.returns.filter(({ kind, status }) => kind === 'replacement' && status === 'completed');
  const parts: StockPart[] = [];
  let left = line.quantity;
  for (const out of exchanges.toReversed().flatMap((each) => stillOut(order, each, line.lineId, asking))) {
    const quantity = Math.min(out.quantity, left);
    if (quantity > 0) parts.push({ ...out, quantity });
    left -= quantity;
  }
  const { variantId, bookingId } = line;
  const bought = { variantId, quantity: left, ...(bookingId === undefined ? {} : { bookingId }) };
  return left > 0 ? [...parts, bought] : parts;
};

/**
 * What comes back to stock: pieces that were exchanged are of the variant that was sent instead, and booked under the exchange.
 * Of a line whose pieces were exchanged in part, those of the newest exchange are taken to come first; a return of more than
 * those comes back in parts.
 */
export const asExchanged = (order: Order, asking: string, lines: readonly LineQuantity[]): LineQuantity[] =>
  lines.map((line) => {
    const [first, ...others] = split(order, asking, line);
    if (first === undefined) return line;
    return others.length === 0 ? { ...line, ...first } : { ...line, parts: [first, ...others] };
  });
