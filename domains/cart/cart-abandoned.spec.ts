import { describe, expect, it } from 'vitest';
import { deciderSpec } from '../kernel/spec.ts';
import type { CartCommand } from './commands.ts';
import { cartDecider } from './decider.ts';
import type { CartEvent } from './events.ts';
import { add, added, at, fold, given, id, idle, line, opened, openingId, userId, variantId } from './spec-examples.ts';

const NEXT_DAY = '2026-01-15T10:00:00.000Z';
const nextDay = deciderSpec(cartDecider, NEXT_DAY);
const note: CartCommand = { type: 'NoteAbandonment', data: { userId, openingId } };
const abandoned: CartEvent = {
  type: 'CartAbandoned',
  data: { userId, at: NEXT_DAY, openingId, lines: [line(1, 2)], idleSince: at },
};
const wish = (n: number): CartCommand => ({ type: 'WishCartItem', data: { userId, variantId: variantId(n) } });
const wished: CartEvent = { type: 'CartItemWished', data: { userId, at, line: line(1, 2) } };

describe('a cart that is left', () => {
  it('is called abandoned after a day, once, and keeps its lines', () => {
    nextDay(added(1, 2), opened).when(note).then(abandoned);
    nextDay(added(1, 2), opened, abandoned).when(note).then();
    expect(fold([added(1, 2), opened, abandoned]).lines).toEqual([line(1, 2)]);
    const postponed: CartEvent = {
      type: 'CartExpiryPostponed',
      data: { userId, at: NEXT_DAY, openingId, expiresAt: idle },
    };
    nextDay(added(1, 2), opened, abandoned, postponed).when(note).then();
  });
  it('is not while it is in use, and its watch ends when it is empty', () => {
    given(added(1, 2), opened).when(note).then();
    nextDay(added(1, 2), opened)
      .when({ type: 'NoteAbandonment', data: { userId, openingId: id(99) } })
      .then();
    nextDay(added(1, 2), opened, { type: 'CartCleared', data: { userId, at } })
      .when(note)
      .then({ type: 'CartWatchEnded', data: { userId, at: NEXT_DAY, openingId } });
  });
});

describe('moving a line to the wishlist', () => {
  it('takes it out of the cart and says which it was, once', () => {
    given(added(1, 2), opened).when(wish(1)).then(wished);
    given(added(1, 2), opened, wished).when(wish(1)).then();
    given(added(1, 2), opened, wished).when(add(3, 1)).then(added(3, 1));
  });
});
