import { describe, expect, it } from 'vitest';
import { emptyInventory, type Inventory } from '../../domains/inventory/stock.ts';
import type { Order } from '../../domains/order/state.ts';
import { BackOrderMonitor } from './back-order-monitor.ts';

const NOW = '2026-01-01T00:00:00.000Z';
const productId = '00000000-0000-7000-8000-000000000001';
const piece = { variantId: 'v', quantity: 1, warehouseId: 'main' };
type Told = readonly [type: string, data: object, after?: Inventory];
const held = (orderId: string): Told => ['StockHeld', { productId, orderId, lines: [piece] }];
const owing = (orderId: string): Told => ['StockCommitted', { productId, orderId, lines: [piece], owed: [piece] }];
const given = (orderId: string): Told => ['StockAllocated', { productId, lines: [{ ...piece, orderId }] }];
const shipped = (orderId: string): Told => ['OrderShipped', { orderId, lines: [{ ...piece, productId }] }];
/** Two orders wait, a before b. */
const two = [held('a'), held('b'), owing('b'), owing('a')];

const watched = (...events: readonly Told[]) => {
  const monitor = new BackOrderMonitor();
  const rules = events.map(([type, data, after]) =>
    monitor.observe({ type, data, metadata: { recordedAt: NOW } } as never, after ?? emptyInventory),
  );
  return { monitor, rules: rules.filter((rule) => rule !== undefined) };
};

describe('the monitor of what is owed', () => {
  it('finds nothing where everybody has their turn', () => {
    expect(watched(...two, given('a'), given('b'), shipped('a'), shipped('b')).rules).toEqual([]);
  });
  it.each([
    ['overtakes', [given('b')], 'somebody who bought later was given a piece first'],
    ['is given what it does not wait for', [given('c')], 'pieces go to an order that does not wait for them'],
    ['is sent before its goods came', [shipped('a')], 'a parcel left with pieces that have not come'],
    [
      'is called back in stock',
      [['StockCameBack', { productId, variantIds: ['v'] }] as const],
      'back in stock, and nothing is left',
    ],
  ])('notices what %s', (_what, events, rule) => {
    expect(watched(...two, ...events).rules).toEqual([rule]);
  });
  it('notices at rest what lies there unsent, and orders that wait for something else than is owed', () => {
    const { monitor } = watched(held('a'), owing('a'));
    const world = { log: { length: 9 }, now: () => NOW };
    const line = { ...piece, productId, status: 'confirmed', waiting: 1 };
    const order = { orderId: 'a', phase: 'confirmed', lines: [line] } as unknown as Order;
    expect(monitor.atRest(new Map(), [order], world)).toEqual([]);
    expect(monitor.atRest(new Map(), [], world)).toMatchObject([{ rule: 'the order waits for 0 pieces, 1 are owed' }]);
    const owed = [{ ...piece, orderId: 'a', turn: 0 }];
    const variants = { v: { onHand: { main: 1 }, threshold: 0, offer: 'none' } };
    const states = new Map([[`inventory-${productId}`, { ...emptyInventory, owed, variants }]]);
    expect(monitor.atRest(states, [order], world)).toMatchObject([{ rule: 'pieces lie there that are owed' }]);
  });
});
