import { describe, expect, it } from 'vitest';
import { OrderId } from '../../event-schemas/primitives.ts';
import { allocated, ask, lapsed, onBackOrder, open, owing, receive, told, two } from './back-orders.examples.ts';
import type { InventoryCommand } from './commands.ts';
import { inventoryDecider } from './decider.ts';
import { OWED_MAX, type InventoryEvent } from './events.ts';
import {
  cameBack,
  commit,
  committed,
  fold,
  give,
  given,
  held,
  line,
  now,
  order,
  productId,
  ranOut,
  received,
  release,
  small,
  threshold,
  uuid,
} from './inventory.examples.ts';
import { availableOf, owedOf, shelfOf } from './stock.ts';

describe('goods that arrive', () => {
  it('go to those who wait in the order in which they bought', () => {
    given(...two)
      .when(receive(2))
      .then(received(2, 'main', 60), allocated([1, 1], [2, 1]));
    given(...two, received(2), allocated([1, 1], [2, 1]))
      .when(receive(4))
      .then(received(4, 'main', 60), allocated([2, 1]), cameBack);
  });
  it('are not back in stock while all of them are owed', () => {
    const state = fold(two);
    expect([owedOf(state, small), shelfOf(state, small, now), availableOf(state, small, now)]).toEqual([3, 0, 2]);
    given(...two)
      .when(receive(3))
      .then(received(3, 'main', 60), allocated([1, 1], [2, 2]));
    expect(inventoryDecider.decide(receive(4), fold(two), now)).toMatchObject([
      { type: 'StockReceived' },
      { type: 'StockAllocated' },
      cameBack,
    ]);
  });
  it('are left to an order that was placed before and is being paid', () => {
    const paying = [...open, told(1, 1, 1), told(2, 1, 1), owing(2, 1)];
    given(...paying)
      .when(receive(1))
      .then(received(1, 'main', 60));
    given(...paying, received(1))
      .when(commit(1))
      .then(owing(1, 1), allocated([1, 1]));
    given(...paying, received(1))
      .when(release(1))
      .then(
        { type: 'StockReleased', data: { productId, orderId: order(1), lines: [line(1)], reason: 'released' } },
        allocated([2, 1]),
      );
  });
  it('are not kept for a hold that lapsed', () =>
    given(...open, lapsed(1, 1, 1), told(2, 1, 1), owing(2, 1))
      .when(receive(1))
      .then(received(1, 'main', 60), allocated([2, 1])));
  it('go to the next in line when an order that had them is cancelled', () =>
    given(...two, received(1), allocated([1, 1]))
      .when(release(1))
      .then(
        {
          type: 'StockReturned',
          data: {
            ...{ productId, orderId: order(1), lines: [{ ...line(1), warehouseId: 'main' }] },
            returnId: expect.any(String) as string,
          },
        },
        allocated([2, 1]),
      ));
});

describe('an order that waits', () => {
  it('gives up its place when it is cancelled, and nothing comes to the shelf', () =>
    given(...two)
      .when(release(1))
      .then({
        type: 'StockReturned',
        data: {
          ...{ productId, orderId: order(1), returnId: expect.any(String) as string },
          lines: [{ ...line(1), warehouseId: 'main' }],
          owed: [{ ...line(1), warehouseId: 'main' }],
        },
      }));
  it('gives up what has not come before what has, unless the pieces were shipped', () => {
    const half = [...two, received(2), allocated([1, 1], [2, 1])];
    const back = (neverShipped: boolean) =>
      inventoryDecider.decide(
        { type: 'ReturnStock', data: { ...give(2, 1).data, neverShipped } } as InventoryCommand,
        fold(half),
        now,
      ) as readonly InventoryEvent[];
    expect(back(true)).toMatchObject([{ type: 'StockReturned', data: { owed: [{ quantity: 1 }] } }]);
    expect(owedOf(fold([...half, ...back(true)]), small)).toBe(0);
    // What was shipped and came back is on the shelf, and goes to the piece that the same order still waits for.
    expect(back(false)).toMatchObject([{ type: 'StockReturned', data: { owed: [] } }, allocated([2, 1])]);
  });
  it('is refused when its buyer was told that more is there', () => {
    given(...open)
      .when(ask(1, 1, 0))
      .rejects('StockOnBackOrder');
    given(...open)
      .when(ask(1, 6, 6))
      .rejects('InsufficientStock');
    given(received(1), cameBack, threshold(-5))
      .when(ask(1, 3, 2))
      .then(told(1, 3, 2), onBackOrder);
  });
  it('keeps the pieces that its buyer was told are there', () => {
    const mixed = [received(1), cameBack, threshold(-5), told(1, 1, 0), onBackOrder, told(2, 1, 1)];
    given(...mixed)
      .when(commit(2))
      .then(owing(2, 1));
    given(...mixed, owing(2, 1))
      .when(commit(1))
      .then(committed(1, 1));
    given(...mixed)
      .when({
        type: 'AdjustStock',
        data: { productId, warehouseId: 'main', reason: 'count', lines: [{ variantId: small, onHand: 0 }] },
      })
      .rejects('StockIsReserved');
  });
  it('has lost its place when it is paid after its hold lapsed', () => {
    const late = [...open, lapsed(1, 1, 1), told(2, 1, 1), owing(2, 1)];
    const decision = inventoryDecider.decide(commit(1), fold(late), now) as readonly InventoryEvent[];
    expect(decision.map(({ type }) => type)).toEqual(['StockReleased', 'StockHeld', 'StockCommitted']);
    expect(inventoryDecider.decide(receive(1), fold([...late, ...decision]), now)).toMatchObject([
      { type: 'StockReceived' },
      allocated([2, 1]),
    ]);
    given(received(1), cameBack, threshold(-5), lapsed(1, 1, 0), told(2, 1, 0), onBackOrder)
      .when(commit(1))
      .rejects('InsufficientStock');
  });
  it('is one of so many', () => {
    const owed = Array.from({ length: OWED_MAX }, (_, n) => ({
      ...line(1),
      ...{ warehouseId: 'main', orderId: OrderId.parse(uuid(5_000 + n)), turn: n },
    }));
    const full = { ...fold([...open, threshold(-2_000)]), owed };
    expect(inventoryDecider.decide(ask(1, 1, 1), full, now)).toMatchObject({ rejected: 'TooManyWait' });
    expect(inventoryDecider.decide(ask(1, 1, 1), { ...full, owed: owed.slice(1) }, now)).toMatchObject([
      { type: 'StockHeld' },
    ]);
  });
});

describe('streams of the time before events said what is owed', () => {
  const sold = [received(1), cameBack, threshold(-3), held(1, 3), ranOut, committed(1, 3)];
  it('owe what the warehouse did not have, and give it out with the next command', () => {
    expect([owedOf(fold(sold), small), availableOf(fold(sold), small, now)]).toEqual([2, 1]);
    given(...sold, received(5, 'main', 55))
      .when(receive(1))
      .then(allocated([1, 2]), received(1, 'main', 60), cameBack);
  });
  it('forget what an order owed when it came back or was counted over', () => {
    const back = { productId, orderId: order(1), returnId: uuid(70), lines: [{ ...line(3), warehouseId: 'main' }] };
    const returned = fold([...sold, { type: 'StockReturned', data: back }]);
    expect([owedOf(returned, small), shelfOf(returned, small, now)]).toEqual([0, 1]);
    const counted = { productId, warehouseId: 'main', reason: 'count', lines: [{ variantId: small, onHand: 4 }] };
    const over = fold([...sold, { type: 'StockAdjusted', data: counted }]);
    expect([owedOf(over, small), shelfOf(over, small, now)]).toEqual([0, 4]);
  });
});
