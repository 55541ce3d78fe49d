import { describe, expect, it } from 'vitest';
import { inventoryDecider } from './decider.ts';
import type { InventoryEvent } from './events.ts';
import {
  uuid,
  productId,
  large,
  order,
  now,
  later,
  past,
  line,
  received,
  cameBack,
  ranOut,
  held,
  hold,
  committed,
  commit,
  release,
  give,
  given,
  fold,
} from './inventory.examples.ts';
import { HOLDS_MAX } from './selling.ts';

describe('holds', () => {
  it('takes the last piece once', () => {
    given(received(1), cameBack).when(hold(1, 1)).then(held(1, 1), ranOut);
    given(received(1), cameBack, held(1, 1), ranOut).when(hold(2, 1)).rejects('InsufficientStock');
  });
  it('sums the lines of one variant', () =>
    given(received(3), cameBack)
      .when({ type: 'HoldStock', data: { productId, orderId: order(1), lines: [line(2), line(2)], expiresAt: later } })
      .rejects('InsufficientStock'));
  it('refuses what has no stock, and a hold that is over already', () => {
    given(received(3))
      .when({ type: 'HoldStock', data: { productId, orderId: order(1), lines: [line(1, large)], expiresAt: later } })
      .rejects('StockNotFound');
    given(received(3))
      .when(hold(1, 1, now))
      .rejects('HoldExpired');
  });
  it('gives lapsed holds to the next order', () =>
    given(received(1), cameBack, held(1, 1, now), ranOut)
      .when(hold(2, 1))
      .then(
        {
          type: 'StockReleased',
          data: { productId, orderId: order(1), lines: [line(1)], reason: 'expired' },
        },
        held(2, 1),
      ));
  it('holds for so many orders at a time', () => {
    const holds = Object.fromEntries(
      Array.from({ length: HOLDS_MAX }, (_, n) => [uuid(10_000 + n), { lines: [line(1)], expiresAt: later, turn: n }]),
    );
    const full = { ...fold([received(HOLDS_MAX + 1)]), holds };
    expect(inventoryDecider.decide(hold(1, 1), full, now)).toMatchObject({ rejected: 'TooManyHolds' });
  });
  it('commits from the fullest warehouse first', () =>
    given(received(2, 'delhi', 51), received(3, 'pune', 52), cameBack, held(1, 4))
      .when(commit(1))
      .then({
        type: 'StockCommitted',
        data: {
          productId,
          orderId: order(1),
          lines: [
            { ...line(3), warehouseId: 'pune' },
            { ...line(1), warehouseId: 'delhi' },
          ],
        },
      }));
  it('lets late money still buy what nobody has taken', () => {
    given(received(2), cameBack, held(1, 2, past))
      .when(commit(1))
      .then(committed(1, 2), ranOut);
    given(received(2), cameBack, held(1, 2, past), held(2, 1))
      .when(commit(1))
      .rejects('InsufficientStock');
  });
  it('commits nothing that is not held', () => {
    given(received(2)).when(commit(1)).rejects('HoldNotFound');
    given(received(2), held(1, 1), {
      type: 'StockReleased',
      data: { productId, orderId: order(1), lines: [line(1)], reason: 'released' },
    })
      .when(commit(1))
      .rejects('HoldNotFound');
  });
  it('releases a hold, and gives back what a confirmed order had taken', () => {
    given(received(1), cameBack, held(1, 1), ranOut)
      .when(release(1))
      .then(
        { type: 'StockReleased', data: { productId, orderId: order(1), lines: [line(1)], reason: 'released' } },
        cameBack,
      );
    const decision = inventoryDecider.decide(
      release(1),
      fold([received(1), cameBack, held(1, 1), ranOut, committed(1, 1)]),
      now,
    );
    expect(decision).toMatchObject([
      { type: 'StockReturned', data: { lines: [{ ...line(1), warehouseId: 'main' }] } },
      cameBack,
    ]);
    given(received(1)).when(release(9)).then();
  });
  it('takes back no more than the order had', () => {
    const sold = [received(3), cameBack, held(1, 2), committed(1, 2)];
    const returned: InventoryEvent = {
      type: 'StockReturned',
      data: { productId, orderId: order(1), returnId: uuid(70), lines: [{ ...line(1), warehouseId: 'main' }] },
    };
    given(...sold)
      .when(give(1, 1))
      .then(returned);
    given(...sold, returned)
      .when(give(1, 2, uuid(71)))
      .rejects('ReturnExceedsOrder');
    given(received(3)).when(give(1, 1)).rejects('StockNotFound');
    const rest = inventoryDecider.decide(release(1), fold([...sold, returned]), now);
    expect(rest).toMatchObject([{ type: 'StockReturned', data: { lines: [line(1)] } }]);
  });
});
