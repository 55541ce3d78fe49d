import { describe, expect, it } from 'vitest';
import type { Recorded } from '../../event-schemas/primitives.ts';
import type { OrderEvent } from './events.ts';
import { taxDocumentProjection } from './invoice/read-model.ts';
import { orderProjection, type OrderRow } from './read-model.ts';
import { shipmentProjection } from './shipment-read-model.ts';
import { confirmed, delivered, id, line, NOW, orderId, placed, shipmentId, shipped, userId } from './spec-examples.ts';

type AnyFold = {
  readonly handles: readonly string[];
  readonly keysOf: (event: never) => readonly string[];
  readonly evolve: (row: never, event: never, key: string) => object | undefined;
};
const recorded = (event: { type: string; data: object }, n: number): Recorded<OrderEvent> =>
  ({
    ...event,
    ...{ eventId: id(900 + n), stream: `order-${orderId}`, revision: BigInt(n), position: BigInt(n) },
    metadata: { correlationId: id(1), causationId: id(n), actor: 'test', schemaVersion: 1, recordedAt: NOW },
  }) as unknown as Recorded<OrderEvent>;

/** Rows after the events, as the runner folds them from an empty table. */
const fold = (projection: AnyFold, events: readonly { type: string; data: object }[]): Map<string, object> => {
  const rows = new Map<string, object>();
  for (const [n, one] of events.entries()) {
    if (!projection.handles.includes(one.type)) continue;
    const event = recorded(one, n) as never;
    for (const key of projection.keysOf(event)) {
      const row = projection.evolve(rows.get(key) as never, event, key);
      if (row === undefined) rows.delete(key);
      else rows.set(key, row);
    }
  }
  return rows;
};

const order = placed([line(1), line(2)]);
const joining = line(9, { totalPaise: 100_000 });
const { lineId, productId, variantId, vendorId } = line(1);
const edited = {
  type: 'OrderEdited',
  data: {
    ...{ orderId, userId, editId: id(80), added: [joining], addedPaise: 100_000, removedPaise: 40_000 },
    lines: [{ lineId, productId, variantId, vendorId, quantity: 1, totalPaise: 40_000 }],
  },
};
const courses: Readonly<Record<string, readonly { type: string; data: object }[]>> = {
  delivered: [order, confirmed(order), shipped([1, 2]), delivered([1, 2])],
  changed: [order, confirmed(order), edited],
  'paid online': [
    placed([line(1)], { paymentMethod: 'COD' }),
    confirmed(order),
    { type: 'OrderPrepaid', data: { orderId, userId, savedPaise: 900 } },
  ],
  expired: [order, { type: 'OrderExpired', data: { orderId, userId } }],
  'come home': [
    order,
    confirmed(order),
    shipped([1, 2]),
    { type: 'OrderReturnedToOrigin', data: shipped([1, 2]).data },
  ],
};
const row = (events: readonly { type: string; data: object }[]): OrderRow =>
  fold(orderProjection, events).get(orderId) as OrderRow;

describe('the read models of orders', () => {
  it.each(Object.entries(courses))('give the same rows when an order that was %s is folded again', (_, events) => {
    for (const projection of [orderProjection, shipmentProjection, taxDocumentProjection] as unknown as AnyFold[])
      expect(fold(projection, events)).toEqual(fold(projection, [...events]));
    expect(row([...events, ...events]), 'beginning anew from the first event').toEqual(row(events));
  });
  it('say how far an order is', () => {
    expect(Object.values(courses).map((events) => row(events).status)).toEqual([
      'delivered',
      'confirmed',
      'confirmed',
      'expired',
      'returned_to_origin',
    ]);
    expect([...fold(shipmentProjection as never, courses.delivered!).values()]).toMatchObject([
      { shipment_id: shipmentId, status: 'delivered', tracking_number: 'AWB1' },
    ]);
  });
  it('follow how an order is paid', () => {
    const { payment_method, total_paise } = row(courses['paid online']!);
    expect([payment_method, total_paise]).toEqual(['PREPAID', placed([line(1)]).data.totalPaise - 900]);
  });
  it('say what store credit pays', () => {
    expect(row([order]).store_credit_paise).toBe(0);
    expect(row([placed([line(1)], { storeCreditPaise: 500 })]).store_credit_paise).toBe(500);
  });
  it('follow a change of the lines', () => {
    const { lines, total_paise } = row(courses.changed!);
    expect(lines.map(({ quantity, totalPaise, status }) => [quantity, totalPaise, status])).toEqual([
      [1, 40_001, 'confirmed'],
      [2, 80_001, 'confirmed'],
      [2, 100_000, 'confirmed'],
    ]);
    expect(total_paise).toBe(order.data.totalPaise + 60_000);
  });
});
