import { describe, expect, it } from 'vitest';
import type { InventoryCommand } from './commands.ts';
import { inventoryDecider } from './decider.ts';
import { WAREHOUSES_MAX, type InventoryEvent } from './events.ts';
import { RECEIPTS_MAX } from './deliveries.ts';
import {
  uuid,
  productId,
  small,
  large,
  now,
  line,
  received,
  cameBack,
  ranOut,
  held,
  hold,
  committed,
  commit,
  order,
  threshold,
  given,
  fold,
} from './inventory.examples.ts';

describe('deliveries and counts', () => {
  const receive = (receipt: number, quantity: number, warehouseId = 'main'): InventoryCommand => ({
    type: 'ReceiveStock',
    data: { productId, receiptId: uuid(receipt), warehouseId, lines: [line(quantity)] },
  });
  it('counts a delivery once and says that there is stock again', () =>
    given().when(receive(50, 5)).then(received(5), cameBack));
  it('adds a second delivery without saying so again', () =>
    given(received(5), cameBack)
      .when(receive(51, 2))
      .then(received(2, 'main', 51)));
  it('opens the stock of variants that never had any, and leaves the others', () => {
    const open = { productId, warehouseId: 'main', lines: [line(9), line(4, large)] };
    const decision = inventoryDecider.decide({ type: 'OpenStock', data: open }, fold([received(1), cameBack]), now);
    expect(decision).toMatchObject([
      { type: 'StockReceived', data: { lines: [line(4, large)] } },
      { type: 'StockCameBack', data: { variantIds: [large] } },
    ]);
  });
  it('sets what a count found', () =>
    given(received(5), cameBack)
      .when({
        type: 'AdjustStock',
        data: { productId, warehouseId: 'main', reason: 'count', lines: [{ variantId: small, onHand: 0 }] },
      })
      .then(
        {
          type: 'StockAdjusted',
          data: { productId, warehouseId: 'main', reason: 'count', lines: [{ variantId: small, onHand: 0 }] },
        },
        ranOut,
      ));
  it('refuses a count below what open orders hold', () =>
    given(received(5), cameBack, held(1, 3))
      .when({
        type: 'AdjustStock',
        data: { productId, warehouseId: 'main', reason: 'count', lines: [{ variantId: small, onHand: 2 }] },
      })
      .rejects('StockIsReserved'));
  it('knows so many warehouses and deliveries', () => {
    given(...Array.from({ length: WAREHOUSES_MAX }, (_, n) => received(1, `w${n}`, 1_000 + n)))
      .when(receive(50, 1, 'one-more'))
      .rejects('TooManyWarehouses');
    const full = {
      ...fold([received(1)]),
      receiptIds: Array.from({ length: RECEIPTS_MAX }, (_, n) => uuid(1_000 + n)),
    };
    expect(inventoryDecider.decide(receive(50, 1), full, now)).toMatchObject({ rejected: 'TooManyDeliveries' });
  });
  it('moves pieces from one warehouse to another, once, and only those that are there', () => {
    const data = { productId, transferId: uuid(60), from: 'main', to: 'pune', lines: [line(1), line(2)] };
    const moved: InventoryEvent = { type: 'StockTransferred', data: { ...data, lines: [line(3)] } };
    given(received(3), cameBack).when({ type: 'TransferStock', data }).then(moved);
    expect(fold([received(3), cameBack, moved]).variants[small]?.onHand).toEqual({ main: 0, pune: 3 });
    given(received(2), cameBack).when({ type: 'TransferStock', data }).rejects('InsufficientStock');
    given(received(3), cameBack)
      .when({ type: 'TransferStock', data: { ...data, to: 'main' } })
      .rejects('InvalidTransfer');
    given(...Array.from({ length: WAREHOUSES_MAX }, (_, n) => received(3, `w${n}`, 1_000 + n)))
      .when({ type: 'TransferStock', data: { ...data, from: 'w0' } })
      .rejects('TooManyWarehouses');
  });
  it('keeps pieces back from sale, and sells before they arrive when the threshold is below zero', () => {
    given(received(2), cameBack)
      .when({ type: 'ChangeStockThreshold', data: { productId, variantId: small, threshold: 2 } })
      .then(threshold(2), ranOut);
    given(received(2), cameBack, threshold(-3)).when(hold(1, 6)).rejects('InsufficientStock');
    given(received(2), cameBack, threshold(-3)).when(hold(1, 5)).then(held(1, 5), ranOut);
    given(received(2), cameBack, threshold(-3), held(1, 5), ranOut)
      .when(commit(1))
      .then(committed(1, 5, 'main', 3));
  });
  it('refuses a count that would forget pieces which were sold before they arrived', () => {
    const counted = (onHand: number): InventoryCommand => ({
      type: 'AdjustStock',
      data: { productId, warehouseId: 'main', reason: 'count', lines: [{ variantId: small, onHand }] },
    });
    const owing = [received(2), cameBack, threshold(-3), held(1, 5), ranOut, committed(1, 5, 'main', 3)];
    given(...owing)
      .when(counted(2))
      .rejects('StockIsOwed');
    const arrived = received(3, 'main', 2_000);
    expect(inventoryDecider.decide(counted(1), fold([...owing, arrived]), now)).toMatchObject([
      { type: 'StockAllocated', data: { lines: [{ orderId: order(1), quantity: 3 }] } },
      { type: 'StockAdjusted', data: { lines: [{ variantId: small, onHand: 1 }] } },
      { type: 'StockCameBack' },
    ]);
  });
});
