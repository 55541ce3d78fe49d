import { describe, it } from 'vitest';
import { cartLimits } from '../policy/cart.ts';
import type { CartCommand } from './commands.ts';
import type { CartEvent } from './events.ts';
import {
  add,
  added,
  at,
  change,
  changed,
  coupon,
  couponApplied,
  given,
  id,
  line,
  opened,
  userId,
  variantId,
} from './spec-examples.ts';

const { linesMax, savedMax } = cartLimits.value;
const one = (n: number) => ({ userId, variantId: variantId(n) });
const removed = (n: number): CartEvent => ({ type: 'CartItemRemoved', data: { ...one(n), at } });
const saved = (n: number): CartEvent => ({ type: 'CartItemSaved', data: { ...one(n), at } });

describe('lines', () => {
  it('open the cart with the first one', () => given().when(add(1, 2)).then(added(1, 2), opened));
  it('are one per article', () =>
    given(added(1, 2), opened)
      .when(add(1, 3, { additionId: id(77) }))
      .then({ type: 'CartItemAdded', data: { userId, at, additionId: id(77), added: 3, line: line(1, 5) } }));
  it('hold ten pieces at most, and no more than are there', () => {
    given(added(1, 8))
      .when(add(1, 3, { additionId: id(77) }))
      .rejects('CartQuantityTooHigh');
    given(added(1, 2))
      .when(add(1, 3, { additionId: id(77), available: 4 }))
      .rejects('InsufficientStock');
    given()
      .when(add(1, 3, { available: 3 }))
      .then(added(1, 3), opened);
    given(added(1, 2))
      .when(change(1, 9, { available: 8 }))
      .rejects('InsufficientStock');
  });
  it('are bounded in number', () => {
    const full = Array.from({ length: linesMax }, (_, n) => added(n, 1));
    given(...full)
      .when(add(linesMax, 1))
      .rejects('CartFull');
    given(...full)
      .when(change(3, 2))
      .then(changed(3, 2));
  });
  it('are changed with the price that was seen', () => {
    given(added(1, 2))
      .when(change(1, 2, { seenPaise: 45_000 }))
      .then(changed(1, 2, { seenPaise: 45_000 }));
    given(added(1, 2)).when(change(1, 2)).then();
    given().when(change(1, 2)).rejects('CartItemNotFound');
  });
  it('take a price of the reseller, not below the shop’s and not above the MRP', () => {
    given()
      .when(add(1, 1, { resellerPricePaise: 60_000 }))
      .then(added(1, 1, 1, { resellerPricePaise: 60_000 }), opened);
    given()
      .when(add(1, 1, { resellerPricePaise: 49_999 }))
      .rejects('InvalidResellerPrice');
    given()
      .when(add(1, 1, { resellerPricePaise: 90_001 }))
      .rejects('InvalidResellerPrice');
    given(added(1, 1))
      .when(change(1, 1, { resellerPricePaise: 90_001 }))
      .rejects('InvalidResellerPrice');
    given(added(1, 1))
      .when(change(1, 1, { resellerPricePaise: 90_000 }))
      .then(changed(1, 1, { resellerPricePaise: 90_000 }));
    given(added(1, 1, 1, { resellerPricePaise: 60_000 }))
      .when(change(1, 2))
      .then(changed(1, 2, { resellerPricePaise: 60_000 }));
  });
  it('can be changed when prices have moved away from the reseller’s, which is a problem of the cart', () =>
    given(added(1, 1, 1, { resellerPricePaise: 60_000 }))
      .when(change(1, 2, { seenPaise: 65_000 }))
      .then(changed(1, 2, { seenPaise: 65_000, resellerPricePaise: 60_000 })));
  it('are removed and cleared', () => {
    given(added(1, 2), added(2, 1))
      .when({ type: 'RemoveCartItem', data: one(1) })
      .then(removed(1));
    given()
      .when({ type: 'RemoveCartItem', data: one(1) })
      .then();
    given(added(1, 2))
      .when({ type: 'ClearCart', data: { userId } })
      .then({ type: 'CartCleared', data: { userId, at } });
    given(couponApplied(9))
      .when({ type: 'ClearCart', data: { userId } })
      .then({ type: 'CartCleared', data: { userId, at } });
    given().when({ type: 'ClearCart', data: { userId } }).then();
  });
});

describe('lines for later', () => {
  const save = (n: number): CartCommand => ({ type: 'SaveCartItem', data: one(n) });
  const move = (n: number, available = 100): CartCommand => ({
    type: 'MoveSavedItem',
    data: { ...one(n), seenPaise: 40_000, available },
  });
  it('leave the cart and come back with the price of the day', () => {
    given(added(1, 2), opened).when(save(1)).then(saved(1));
    given(added(1, 2), opened, saved(1))
      .when(move(1))
      .then({ type: 'SavedItemMoved', data: { userId, at, line: line(1, 2, { seenPaise: 40_000 }) } });
    given(added(1, 9), opened, saved(1), added(1, 5))
      .when(move(1))
      .then({ type: 'SavedItemMoved', data: { userId, at, line: line(1, 10, { seenPaise: 40_000 }) } });
  });
  it('are refused where there is nothing, or no room', () => {
    given().when(save(1)).rejects('CartItemNotFound');
    given().when(move(1)).rejects('CartItemNotFound');
    given(added(1, 2), saved(1)).when(move(1, 1)).rejects('InsufficientStock');
    const full = Array.from({ length: savedMax }, (_, n) => [added(n, 1), saved(n)]).flat();
    given(...full, added(500, 1))
      .when(save(500))
      .rejects('SavedItemsFull');
    given(added(600, 1), saved(600), ...Array.from({ length: linesMax }, (_, n) => added(n, 1)))
      .when(move(600))
      .rejects('CartFull');
  });
  it('can be thrown away', () =>
    given(added(1, 2), saved(1))
      .when({ type: 'RemoveSavedItem', data: one(1) })
      .then({ type: 'SavedItemRemoved', data: { ...one(1), at } }));
});

describe('marks', () => {
  it('name one coupon and the coins to spend', () => {
    given()
      .when({ type: 'ApplyCoupon', data: { userId, couponId: coupon(9).couponId, code: 'CODE9' } })
      .then(couponApplied(9));
    given(couponApplied(9))
      .when({ type: 'ApplyCoupon', data: { userId, couponId: coupon(8).couponId, code: 'CODE8' } })
      .then(couponApplied(8));
    given(couponApplied(9))
      .when({ type: 'RemoveCoupon', data: { userId } })
      .then({ type: 'CartCouponRemoved', data: { userId, at } });
    given()
      .when({ type: 'ApplyCoins', data: { userId, coins: 40 } })
      .then({ type: 'CartCoinsApplied', data: { userId, at, coins: 40 } });
    given()
      .when({ type: 'ApplyCoins', data: { userId, coins: 0 } })
      .then();
  });
});
