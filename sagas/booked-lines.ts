import { partsOf, type LineQuantity, type StockPart } from '../domains/order/lines.ts';
import type { OrderId, ProductId } from '../event-schemas/primitives.ts';

export type Booked = {
  readonly productId: ProductId;
  /** What the stock is booked under. */
  readonly orderId: OrderId;
  readonly key: string;
  readonly own: StockPart[];
};

/** Lines that joined an order later, and pieces that were exchanged, have a booking of their own. */
export const byBooking = (orderId: OrderId, lines: readonly LineQuantity[]): Booked[] => {
  const bookings = new Map<string, Booked>();
  for (const line of lines)
    for (const part of partsOf(line)) {
      const { productId } = line;
      const { bookingId } = part;
      const key = bookingId === undefined ? productId : `${productId}:${bookingId}`;
      const known = bookings.get(key) ?? { productId, orderId: bookingId ?? orderId, key, own: [] };
      bookings.set(key, { ...known, own: [...known.own, part] });
    }
  return [...bookings.values()];
};

/** The pieces that come back to one booking. */
export const piecesOf = ({ own }: Booked): Pick<StockPart, 'variantId' | 'quantity'>[] =>
  own.map(({ variantId, quantity }) => ({ variantId, quantity }));
