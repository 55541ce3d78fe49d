import { describe, expect, it } from 'vitest';
import { inventoryDecider } from '../domains/inventory/decider.ts';
import type { InventoryEvent } from '../domains/inventory/events.ts';
import type { RecordedEvent } from '../domains/kernel/event-store.ts';
import type { ReactorContext } from '../domains/kernel/reactor.ts';
import type { SagaReply } from '../domains/kernel/saga.ts';
import { sagaSpec } from '../domains/kernel/spec.ts';
import { id, line, NOW, orderId } from '../domains/order/spec-examples.ts';
import { OrderId, type AnyMessage } from '../event-schemas/primitives.ts';
import { overdueArrival } from './overdue-arrival.ts';
import { owedOrders } from './reactors/owed-orders.ts';

const { productId, variantId } = line(1);
const editId = OrderId.parse(id(80));
const piece = { variantId, quantity: 1, warehouseId: 'main' };

describe('orders that wait', () => {
  const held = (booking: OrderId, forOrderId?: OrderId): InventoryEvent[] => [
    {
      type: 'StockHeld',
      data: {
        ...{ productId, orderId: booking, lines: [{ variantId, quantity: 1 }], expiresAt: '2026-01-10T11:00:00.000Z' },
        ...(forOrderId === undefined ? {} : { forOrderId }),
      },
    },
    {
      type: 'StockCommitted',
      data: { productId, orderId: booking, lines: [piece], owed: [{ ...piece, promisedOn: '2026-02-01' }] },
    },
  ];
  const owing = [...held(orderId), ...held(editId, orderId)];
  const told = async (event: InventoryEvent, before: readonly InventoryEvent[] = owing) => {
    const state = [...before, event].reduce(inventoryDecider.evolve, inventoryDecider.initial);
    const sent: AnyMessage[] = [];
    const context = {
      facts: () => Promise.resolve({ state }),
      send: (command: AnyMessage) => {
        sent.push(command);
        return Promise.resolve({ rejected: 'OrderNotFound' });
      },
    } as unknown as ReactorContext;
    await owedOrders.react(event as unknown as RecordedEvent, context);
    return sent;
  };
  it('are told what is still to come, also of lines that joined later', async () => {
    const lines = [
      { ...piece, orderId },
      { ...piece, orderId: editId, forOrderId: orderId },
    ];
    const received: InventoryEvent = {
      type: 'StockReceived',
      data: { productId, receiptId: id(90), warehouseId: 'main', lines: [{ variantId, quantity: 2 }] },
    };
    expect(await told({ type: 'StockAllocated', data: { productId, lines } }, [...owing, received])).toEqual([
      { type: 'RecordOwedStock', data: { orderId, bookingId: orderId, variantId, owed: 0 } },
      { type: 'RecordOwedStock', data: { orderId, bookingId: editId, variantId, owed: 0 } },
    ]);
    const back = { productId, orderId: editId, returnId: id(91), lines: [piece], owed: [piece], forOrderId: orderId };
    expect(await told({ type: 'StockReturned', data: back })).toEqual([
      { type: 'RecordOwedStock', data: { orderId, bookingId: editId, variantId, owed: 0 } },
    ]);
  });
  it('are told the day as it is now, unless they wait no more', async () => {
    const promises = [
      { orderId, variantId, promisedOn: '2026-03-01' },
      { orderId: OrderId.parse(id(99)), variantId },
    ];
    expect(await told({ type: 'StockPromisesChanged', data: { productId, promises } })).toEqual([
      { type: 'ChangeOrderPromise', data: { orderId, bookingId: orderId, variantId, promisedOn: '2026-03-01' } },
    ]);
  });
});

describe('the day of an announcement', () => {
  const given = sagaSpec(overdueArrival, NOW);
  const announced = (expectedOn: string) => ({
    type: 'StockAnnounced' as const,
    data: {
      ...{ productId, arrivalId: id(95), warehouseId: 'main', expectedOn },
      lines: [{ variantId, quantity: 1 }],
    },
  });
  const passed = (name: string): SagaReply => ({ type: 'DeadlineReached', data: { name, dueAt: NOW } });
  it('is looked at when it has passed in India, each that was said once', () => {
    const first = given().when(announced('2026-02-01'));
    expect(first.step.deadlines).toEqual([{ name: '2026-02-01', dueAt: '2026-02-01T18:30:00.000Z' }]);
    expect(first.done).toBe(false);
    expect(given(announced('2026-02-01')).when(announced('2026-02-01')).step).toEqual({});
    const due = given(announced('2026-02-01')).when(passed('2026-02-01'));
    due.sends({ type: 'CheckStockPromises', data: { productId } });
    expect(due.done).toBe(true);
    expect(given(announced('2026-02-01'), announced('2026-02-09')).when(passed('2026-02-01')).done).toBe(false);
  });
});
