import { describe, expect, it } from 'vitest';
import { cartLimits } from '../policy/cart.ts';
import type { CartCommand } from './commands.ts';
import { cartDecider, PERIOD_EVENTS_MAX } from './decider.ts';
import type { CartEvent, CartLine } from './events.ts';
import {
  add,
  added,
  at,
  changed,
  coupon,
  couponApplied,
  fold,
  given,
  guestId,
  id,
  idle,
  line,
  opened,
  openingId,
  orderId,
  userId,
  variantId,
} from './spec-examples.ts';

const { linesMax } = cartLimits.value;
const one = (n: number) => ({ userId, variantId: variantId(n) });
const removed = (n: number): CartEvent => ({ type: 'CartItemRemoved', data: { ...one(n), at } });
const saved = (n: number): CartEvent => ({ type: 'CartItemSaved', data: { ...one(n), at } });

describe('copying a shared cart', () => {
  const copy = (n: number, lines = [{ line: line(1, 7), available: 100 }]): CartCommand => ({
    type: 'CopySharedCart',
    data: { userId, copyId: id(n), shareId: id(60), lines },
  });
  const copied = (n: number, ...lines: CartLine[]): CartEvent => ({
    type: 'SharedCartCopied',
    data: { userId, at, copyId: id(n), shareId: id(60), lines, saved: [] },
  });
  it('adds up to the limits, once for each request, and leaves coupon and coins alone', () => {
    given()
      .when(copy(50))
      .then(copied(50, line(1, 7)), opened);
    given(copied(50, line(1, 7)), opened, couponApplied(9))
      .when(copy(50))
      .then();
    given(copied(50, line(1, 7)), opened)
      .when(copy(51))
      .then(copied(51, line(1, 10)));
    given(added(2, 1), opened)
      .when(copy(50, [{ line: line(2, 5), available: 3 }]))
      .then(copied(50, line(2, 3)));
  });
});

describe('merging at login', () => {
  const merge = (more = {}): CartCommand => ({
    type: 'MergeGuestCart',
    data: {
      userId,
      guestId,
      lines: [
        { line: line(1, 7), available: 100 },
        { line: line(2, 2), available: 1 },
        { line: line(3, 2), available: 0 },
      ],
      saved: [],
      ...more,
    },
  });
  it('sums up to the limits, keeps the newer coupon and loses nothing', () => {
    const newer = coupon(8, idle);
    given(added(1, 5), opened, couponApplied(9))
      .when(merge({ coupon: newer }))
      .then({
        type: 'CartMerged',
        data: { userId, at, guestId, lines: [line(1, 10), line(2, 1)], saved: [line(3, 2)], coupon: newer },
      });
  });
  it('keeps what the user had when less is there, and her coupon when it is newer', () =>
    given(added(2, 5), opened, couponApplied(9))
      .when(merge({ lines: [{ line: line(2, 2), available: 1 }], coupon: coupon(8, '2025-01-01T00:00:00.000Z') }))
      .then({ type: 'CartMerged', data: { userId, at, guestId, lines: [line(2, 5)], saved: [], coupon: coupon(9) } }));
  it('puts lines aside for which the cart has no room', () => {
    const full = Array.from({ length: linesMax }, (_, n) => added(n + 10, 1));
    const decision = cartDecider.decide(merge(), fold(full), at);
    expect(decision).toMatchObject([{ data: { saved: [line(1, 7), line(2, 2), line(3, 2)] } }]);
  });
  it('opens an empty cart', () =>
    given()
      .when(merge({ lines: [{ line: line(1, 1), available: 1 }] }))
      .then({ type: 'CartMerged', data: { userId, at, guestId, lines: [line(1, 1)], saved: [] } }, opened));
  it('closes the cart of the guest', () => {
    const closed: CartEvent = { type: 'GuestCartClosed', data: { userId, at, mergedInto: guestId } };
    given(added(1, 5))
      .when({ type: 'CloseGuestCart', data: { userId, mergedInto: guestId } })
      .then(closed);
    given(closed).when(add(1, 2)).rejects('CartClosed');
  });
  it('hands over what the guest had when it was closed, and nothing once that has arrived', () => {
    const held = [added(1, 5), couponApplied(9)];
    const closed: CartEvent = { type: 'GuestCartClosed', data: { userId, at, mergedInto: guestId } };
    const taken: CartEvent = { type: 'GuestCartTakenOver', data: { userId, at, mergedInto: guestId } };
    expect(fold([...held, closed])).toMatchObject({
      lines: [],
      handedOver: { lines: [line(1, 5)], saved: [], coupon: coupon(9) },
    });
    given(...held, closed)
      .when({ type: 'RecordGuestCartTaken', data: { userId } })
      .then(taken);
    expect(fold([...held, closed, taken])).toMatchObject({ lines: [], handedOver: undefined, mergedInto: guestId });
    given(...held)
      .when({ type: 'RecordGuestCartTaken', data: { userId } })
      .then();
  });
});

describe('checking out', () => {
  const checkOut = (lines?: { variantId: ReturnType<typeof variantId>; quantity: number }[]): CartCommand => ({
    type: 'CheckOutCart',
    data: { userId, orderId, ...(lines && { lines }) },
  });
  const checkedOut = (...ordered: [number, number][]): CartEvent => ({
    type: 'CartCheckedOut',
    data: { userId, at, orderId, lines: ordered.map(([n, quantity]) => ({ variantId: variantId(n), quantity })) },
  });
  it('takes every line when none is named', () =>
    given(added(1, 2), added(2, 1))
      .when(checkOut())
      .then(checkedOut([1, 2], [2, 1])));
  it('leaves no line of nothing', () =>
    expect(fold([added(1, 2), added(2, 1), checkedOut([1, 2])]).lines).toEqual([line(2, 1)]));
  it('is remembered as an order of this buyer, also past the end of a period', () => {
    expect(fold([added(1, 2)]).hasOrdered).toBe(false);
    expect(fold([checkedOut()]).hasOrdered).toBe(true);
    const events: CartEvent[] = [checkedOut(), added(1, 2), opened];
    while (events.length < PERIOD_EVENTS_MAX) events.push(changed(1, 2 + (events.length % 5)));
    const [closed] = cartDecider.decide(add(2, 1), fold(events), at) as CartEvent[];
    expect(fold([closed!]).hasOrdered).toBe(true);
    // Periods that were closed before say nothing; what came before them does.
    const { hasOrdered, ...before } = (closed as Extract<CartEvent, { type: 'CartPeriodClosed' }>).data;
    expect(hasOrdered).toBe(true);
    expect(fold([checkedOut(), { type: 'CartPeriodClosed', data: before }]).hasOrdered).toBe(true);
  });
  it('leaves what was added after the order was placed', () => {
    const ordered = [{ variantId: variantId(1), quantity: 2 }];
    given(added(1, 5), added(2, 1))
      .when(checkOut(ordered))
      .then(checkedOut([1, 2]));
    expect(fold([added(1, 5), added(2, 1), couponApplied(9), checkedOut([1, 2])])).toMatchObject({
      lines: [line(1, 3), line(2, 1)],
      coupon: undefined,
      coins: 0,
    });
  });
});

describe('an idle cart', () => {
  const watch: CartCommand = { type: 'ExpireCart', data: { userId, openingId } };
  const about = { userId, at: idle, openingId };
  const after = (events: CartEvent[]) => cartDecider.decide(watch, fold(events), idle);
  it('puts its lines aside and says so', () => {
    const events = [added(1, 2), opened, couponApplied(9)];
    expect(after(events)).toEqual([{ type: 'CartExpired', data: { ...about, lines: [line(1, 2)], idleSince: at } }]);
    expect(fold([...events, ...(after(events) as CartEvent[])])).toMatchObject({
      lines: [],
      saved: [line(1, 2)],
      coupon: undefined,
      watch: undefined,
    });
  });
  it('is looked at again when it was used', () => {
    const used: CartEvent = { type: 'CartCouponRemoved', data: { userId, at: '2026-02-01T00:00:00.000Z' } };
    const postponed: CartEvent = {
      type: 'CartExpiryPostponed',
      data: { ...about, expiresAt: '2026-03-03T00:00:00.000Z' },
    };
    expect(after([added(1, 2), opened, used])).toEqual([postponed]);
    expect(after([added(1, 2), opened, used, postponed])).toEqual([]);
  });
  it('is left alone when it is empty, and by an older watch', () => {
    const ended: CartEvent = { type: 'CartWatchEnded', data: about };
    expect(after([added(1, 2), opened, removed(1)])).toEqual([ended]);
    expect(after([added(1, 2), opened, removed(1), ended])).toEqual([]);
  });
});

it('a period closes with everything that is needed later', () => {
  const events: CartEvent[] = [added(1, 2), opened, couponApplied(9), added(7, 1), saved(7)];
  for (let n = 0; events.length < PERIOD_EVENTS_MAX; n += 1) events.push(changed(1, 2 + (n % 5)));
  const decision = cartDecider.decide(add(2, 1), fold(events), at) as CartEvent[];
  expect(decision.map(({ type }) => type)).toEqual(['CartPeriodClosed', 'CartItemAdded']);
  expect(fold(decision)).toEqual(fold([...events, ...decision]));
});
