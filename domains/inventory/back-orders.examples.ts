import type { InventoryCommand } from './commands.ts';
import type { InventoryEvent } from './events.ts';
import {
  cameBack,
  committed,
  later,
  line,
  order,
  past,
  productId,
  ranOut,
  received,
  small,
  threshold,
  uuid,
} from './inventory.examples.ts';

export const variants = { productId, variantIds: [small] };
export const onBackOrder: InventoryEvent = { type: 'StockWentOnBackOrder', data: variants };
/** A hold whose buyer was told that so many of the pieces are still to come. */
export const told = (
  n: number,
  quantity: number,
  missing: number,
  promisedOn?: string,
): Extract<InventoryEvent, { type: 'StockHeld' }> => ({
  type: 'StockHeld',
  data: {
    ...{ productId, orderId: order(n), expiresAt: later },
    lines: [
      { ...line(quantity), backOrder: { quantity: missing, ...(promisedOn === undefined ? {} : { promisedOn }) } },
    ],
  },
});
/** The same, lapsed by now. */
export const lapsed = (n: number, quantity: number, missing: number): InventoryEvent => {
  const { type, data } = told(n, quantity, missing);
  return { type, data: { ...data, expiresAt: past } };
};
export const ask = (n: number, quantity: number, missing: number): InventoryCommand => ({
  type: 'HoldStock',
  data: {
    ...{ productId, orderId: order(n), expiresAt: later },
    lines: [{ ...line(quantity), backOrder: { quantity: missing } }],
  },
});
export const owing = (n: number, quantity: number, promisedOn?: string): InventoryEvent => ({
  type: 'StockCommitted',
  data: {
    ...{ productId, orderId: order(n) },
    lines: [{ ...line(quantity), warehouseId: 'main' }],
    owed: [{ ...line(quantity), warehouseId: 'main', ...(promisedOn === undefined ? {} : { promisedOn }) }],
  },
});
export const allocated = (...lines: readonly (readonly [order: number, quantity: number])[]): InventoryEvent => ({
  type: 'StockAllocated',
  data: {
    productId,
    lines: lines.map(([n, quantity]) => ({ ...line(quantity), warehouseId: 'main', orderId: order(n) })),
  },
});
export const receive = (quantity: number, arrivalId?: string): InventoryCommand => ({
  type: 'ReceiveStock',
  data: {
    ...{ productId, receiptId: uuid(60), warehouseId: 'main', lines: [line(quantity)] },
    ...(arrivalId === undefined ? {} : { arrivalId }),
  },
});
export const arrival = (n: number, quantity: number, expectedOn: string) => ({
  ...{ productId, arrivalId: uuid(800 + n), warehouseId: 'main', expectedOn, lines: [line(quantity)] },
});
export const announced = (n: number, quantity: number, expectedOn: string): InventoryEvent => ({
  type: 'StockAnnounced',
  data: arrival(n, quantity, expectedOn),
});
export const promises = (...days: readonly (readonly [order: number, day: string | undefined])[]): InventoryEvent => ({
  type: 'StockPromisesChanged',
  data: {
    productId,
    promises: days.map(([n, promisedOn]) => ({
      ...{ orderId: order(n), variantId: small },
      ...(promisedOn === undefined ? {} : { promisedOn }),
    })),
  },
});
/** Nothing is there, and five may be sold before they arrive. */
export const open = [received(1), cameBack, committed(90, 1), ranOut, threshold(-5), onBackOrder];
export const two = [...open, told(1, 1, 1), owing(1, 1), told(2, 2, 2), owing(2, 2)];
