import { describe, expect, it } from 'vitest';
import { isRejected } from '../kernel/decider.ts';
import type { InventoryCommand } from './commands.ts';
import { inventoryDecider } from './decider.ts';
import { WAREHOUSES_MAX, type InventoryEvent, type StockLine, type WarehouseLine } from './events.ts';
import {
  cameBack,
  commit,
  committed,
  fold,
  give,
  given,
  held,
  hold,
  large,
  later,
  line,
  now,
  order,
  past,
  productId,
  ranOut,
  received,
  release,
  small,
  threshold,
  uuid,
} from './inventory.examples.ts';
import { reservedOf } from './stock.ts';

const at = (warehouseId: string, quantity: number, variantId = small): WarehouseLine => ({
  variantId,
  warehouseId,
  quantity,
});
const bothReceived = (smalls: number, larges: number): InventoryEvent => ({
  type: 'StockReceived',
  data: { productId, receiptId: uuid(50), warehouseId: 'main', lines: [line(smalls), line(larges, large)] },
});
const bothBack: InventoryEvent = { type: 'StockCameBack', data: { productId, variantIds: [small, large] } };
const holdOf = (n: number, ...lines: StockLine[]): InventoryCommand => ({
  type: 'HoldStock',
  data: { productId, orderId: order(n), lines, expiresAt: later },
});
const heldOf = (n: number, lines: StockLine[], expiresAt = later): InventoryEvent => ({
  type: 'StockHeld',
  data: { productId, orderId: order(n), lines, expiresAt },
});
const committedOf = (n: number, ...lines: WarehouseLine[]): InventoryEvent => ({
  type: 'StockCommitted',
  data: { productId, orderId: order(n), lines },
});
const returned = (n: number, returnId: string, ...lines: WarehouseLine[]): InventoryEvent => ({
  type: 'StockReturned',
  data: { productId, orderId: order(n), returnId, lines },
});
const giveBack = (n: number, returnId: string, ...lines: StockLine[]): InventoryCommand => ({
  type: 'ReturnStock',
  data: { productId, orderId: order(n), returnId, lines },
});
const adjust = (...lines: { variantId: typeof small; onHand: number }[]): InventoryCommand => ({
  type: 'AdjustStock',
  data: { productId, warehouseId: 'main', reason: 'count', lines },
});
const onBackOrder: InventoryEvent = { type: 'StockWentOnBackOrder', data: { productId, variantIds: [small] } };
const shop = [bothReceived(9, 9), bothBack];

describe('an order of several variants', () => {
  it('needs all of them', () => {
    given(received(5), cameBack)
      .when(holdOf(1, line(1), line(1, large)))
      .rejects('StockNotFound');
    given(bothReceived(5, 1), bothBack)
      .when(holdOf(1, line(1), line(2, large)))
      .rejects('InsufficientStock');
  });
  it('is told what is left of each that is short', () => {
    const decision = inventoryDecider.decide(
      holdOf(1, line(3), line(4, large)),
      fold([bothReceived(2, 1), bothBack]),
      now,
    );
    expect(isRejected(decision) && decision.detail).toBe(`${small}: 2 left; ${large}: 1 left`);
  });
  it('holds of each what was asked', () =>
    given(bothReceived(5, 5), bothBack, heldOf(2, [line(5), line(1, large)]), ranOut)
      .when(holdOf(1, line(4, large)))
      .then(heldOf(1, [line(4, large)]), { type: 'StockRanOut', data: { productId, variantIds: [large] } }));
  it('is not bought late when somebody has taken one of them', () => {
    const late = heldOf(1, [line(1), line(5, large)], past);
    given(bothReceived(5, 5), bothBack, late, heldOf(2, [line(1, large)]))
      .when(commit(1))
      .rejects('InsufficientStock');
  });
  it('is late at the moment when its hold ends', () =>
    given(received(1), cameBack, held(1, 1, now), held(2, 1))
      .when(commit(1))
      .rejects('InsufficientStock'));
});

describe('the end of one hold', () => {
  it('leaves the holds of others', () => {
    const others = [...shop, held(1, 2), held(2, 3), held(3, 4)];
    const released = fold([
      ...others,
      { type: 'StockReleased', data: { productId, orderId: order(1), lines: [line(2)], reason: 'released' } },
    ]);
    expect(reservedOf(released, small, now)).toBe(7);
    expect(reservedOf(fold([...others, committedOf(2, at('main', 3))]), small, now)).toBe(6);
  });
  it('lets the same order hold again when it was released, and not when it was bought', () => {
    const begun = [...shop, held(1, 2)];
    given(...begun, {
      type: 'StockReleased',
      data: { productId, orderId: order(1), lines: [line(2)], reason: 'released' },
    })
      .when(hold(1, 2))
      .then(held(1, 2));
    given(...begun, committedOf(1, at('main', 2)))
      .when(hold(1, 2))
      .then();
  });
});

describe('stock that comes back', () => {
  const sold = [...shop, heldOf(1, [line(4), line(2, large)]), committedOf(1, at('main', 4), at('main', 2, large))];
  it('is at most what the order took of that variant', () => {
    given(...sold)
      .when(giveBack(1, uuid(70), line(3, large)))
      .rejects('ReturnExceedsOrder');
    given(...sold)
      .when(giveBack(1, uuid(70), line(1), line(3, large)))
      .rejects('ReturnExceedsOrder');
    given(...sold)
      .when(giveBack(1, uuid(70), line(4), line(2, large)))
      .then(returned(1, uuid(70), at('main', 4), at('main', 2, large)));
  });
  it('leaves the rest of the order to come back later', () => {
    const first = returned(1, uuid(70), at('main', 3));
    given(...sold, first)
      .when(give(1, 2, uuid(71)))
      .rejects('ReturnExceedsOrder');
    given(...sold, first)
      .when(give(1, 1, uuid(71)))
      .then(returned(1, uuid(71), at('main', 1)));
    given(...sold, first, returned(1, uuid(71), at('main', 1)))
      .when(give(1, 3, uuid(70)))
      .then();
    const [rest] = inventoryDecider.decide(release(1), fold([...sold, first]), now) as readonly InventoryEvent[];
    expect(rest).toMatchObject({ type: 'StockReturned', data: { lines: [at('main', 1), at('main', 2, large)] } });
  });
  it('goes back to where it was taken from, once, though it was taken from two places', () => {
    const two = [received(2, 'north', 51), received(3, 'south', 52), cameBack, held(1, 4)];
    const taken = committedOf(1, at('south', 3), at('north', 1));
    given(...two)
      .when(commit(1))
      .then(taken);
    const [rest] = inventoryDecider.decide(
      release(1),
      fold([...two, taken, returned(1, uuid(70), at('south', 2))]),
      now,
    ) as readonly InventoryEvent[];
    expect(rest).toMatchObject({ data: { lines: [at('south', 1), at('north', 1)] } });
  });
  it('is owed by a warehouse when more was sold than there is', () => {
    given(received(1), cameBack, threshold(-3), held(1, 3))
      .when(commit(1))
      .then(committed(1, 3, 'main', 2), onBackOrder);
    const none = fold([received(1), cameBack, threshold(-3), committedOf(2, at('main', 1)), held(1, 2)]);
    expect(inventoryDecider.decide(commit(1), none, now)).toMatchObject([committed(1, 2, 'main', 2), {}]);
  });
  it('is taken from the first by name of two equally full warehouses', () => {
    const shelves = fold([received(2, 'south', 51), received(2, 'north', 52), cameBack, held(1, 2)]);
    expect(inventoryDecider.decide(commit(1), shelves, now)).toMatchObject([committedOf(1, at('north', 2))]);
  });
});

describe('a count', () => {
  it('may go below what is held by the pieces that may be sold before they arrive, and no further', () => {
    const owed = [received(5), cameBack, threshold(-2), held(1, 5)];
    expect(isRejected(inventoryDecider.decide(adjust({ variantId: small, onHand: 3 }), fold(owed), now))).toBe(false);
    given(...owed)
      .when(adjust({ variantId: small, onHand: 2 }))
      .rejects('StockIsReserved');
  });
  it('may not lift the pieces kept back above what is held', () => {
    const keptBack = [received(5), cameBack, threshold(2), held(1, 3)];
    expect(isRejected(inventoryDecider.decide(adjust({ variantId: small, onHand: 3 }), fold(keptBack), now))).toBe(
      false,
    );
  });
  it('opens no warehouse beyond the last one allowed', () => {
    const warehouses = Array.from({ length: WAREHOUSES_MAX }, (_, n) => received(1, `w${n}`, 1_000 + n));
    given(...warehouses)
      .when(adjust({ variantId: small, onHand: 1 }))
      .rejects('TooManyWarehouses');
    const last = inventoryDecider.decide(adjust({ variantId: small, onHand: 1 }), fold(warehouses.slice(1)), now);
    expect(isRejected(last)).toBe(false);
  });
});
