import { expect, it } from 'vitest';
import { id, line, orderId } from '../domains/order/spec-examples.ts';
import { OrderId, VariantId } from '../event-schemas/primitives.ts';
import { byBooking, piecesOf } from './booked-lines.ts';

it('sorts pieces by what their stock is booked under, also those of one line', () => {
  const [exchange, other] = [OrderId.parse(id(70)), VariantId.parse(id(301))];
  const { lineId, productId, variantId, vendorId } = line(1);
  const pieces = { lineId, productId, variantId, vendorId, totalPaise: 1 };
  const bookings = byBooking(orderId, [
    { ...pieces, quantity: 1 },
    {
      ...pieces,
      quantity: 3,
      parts: [
        { variantId: other, quantity: 2, bookingId: exchange },
        { variantId, quantity: 1 },
      ],
    },
  ]);
  expect(bookings.map((booked) => [booked.orderId, piecesOf(booked)])).toEqual([
    [
      orderId,
      [
        { variantId, quantity: 1 },
        { variantId, quantity: 1 },
      ],
    ],
    [exchange, [{ variantId: other, quantity: 2 }]],
  ]);
});
