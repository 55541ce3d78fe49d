import { describe, expect, it } from 'vitest';
import type { InventoryEvent } from './events.ts';
import { cameBack, fold, given, hold, line, now, productId, received, small, uuid } from './inventory.examples.ts';
import { availableOf, onHandOf } from './stock.ts';

/** Every JavaScript object has a property of this name, and it is a proper name of a warehouse. */
const INHERITED = 'constructor';
const transferred: InventoryEvent = {
  type: 'StockTransferred',
  data: { productId, transferId: uuid(60), from: INHERITED, to: 'main', lines: [line(2)] },
};

describe('a warehouse that is called as something that all objects have', () => {
  it('counts its pieces, and not more of them can be held', () => {
    const stock = fold([received(5, INHERITED), cameBack, transferred]);
    expect(onHandOf(stock, small)).toBe(5);
    expect(availableOf(stock, small, now)).toBe(5);
    given(received(5, INHERITED), cameBack).when(hold(1, 6)).rejects('InsufficientStock');
  });
  it('has nothing before its first delivery', () =>
    given(received(5), cameBack)
      .when({ type: 'TransferStock', data: { ...transferred.data, lines: [line(1)] } })
      .rejects('InsufficientStock'));
});
