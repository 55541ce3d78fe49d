import { describe, expect, it } from 'vitest';
import type { CartEvent } from '../domains/cart/events.ts';
import type { DeadlineReached } from '../domains/kernel/saga.ts';
import { sagaSpec } from '../domains/kernel/spec.ts';
import type { OrderEvent } from '../domains/order/events.ts';
import type { WalletEvent } from '../domains/wallet/events.ts';
import { cartExpiry } from './cart-expiry.ts';
import { coinEarning } from './coin-earning.ts';
import { coinExpiry } from './coin-expiry.ts';

const now = '2026-01-14T10:00:00.000Z';
const id = (n: number): string => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const due = (name: string, dueAt: string): DeadlineReached => ({ type: 'DeadlineReached', data: { name, dueAt } });

describe('earning coins', () => {
  type Delivered = Extract<OrderEvent, { type: 'OrderDelivered' }>;
  type Returned = Extract<OrderEvent, { type: 'ReturnAccepted' }>;
  const about = { userId: id(1), orderId: id(2) };
  const line = (n: number, totalPaise: number) => ({ lineId: id(n), totalPaise });
  const delivered = (shipment: number, ...lines: object[]) =>
    ({
      type: 'OrderDelivered',
      data: { ...about, shipmentId: id(shipment), lines, deliveredAt: now },
    }) as unknown as Delivered;
  const returned = (n: number, ...lines: object[]) =>
    ({ type: 'ReturnAccepted', data: { ...about, returnId: id(n), kind: 'refund', lines } }) as unknown as Returned;
  const given = sagaSpec(coinEarning, now);

  it('grants a tenth of what was delivered, pending for the return window', () => {
    given()
      .when(delivered(5, line(10, 99_900), line(11, 50_000)))
      .sends({
        type: 'GrantCoins',
        data: {
          ...about,
          coins: 150,
          reason: 'purchase',
          availableAt: '2026-01-21T10:00:00.000Z',
          expiresAt: '2027-01-21T10:00:00.000Z',
        },
      });
    given()
      .when(delivered(5, line(10, 400)))
      .sends();
  });
  it('keeps the coins of an order exact over parcels and returns', () => {
    const [first, second] = [delivered(5, line(10, 44_400)), delivered(6, line(11, 44_400))];
    given(first)
      .when(second)
      .sends({ type: 'GrantCoins', data: { coins: 45 } });
    const all = given(first, second).when(returned(20, line(11, 44_400)));
    all.sends({ type: 'RevokeCoins', data: { ...about, coins: 45, grantId: expect.any(String) as string } });
    given(first, second, returned(20, line(11, 44_400)))
      .when(returned(21, line(10, 44_400)))
      .sends({ type: 'RevokeCoins', data: { coins: 44 } });
  });
  it('takes nothing back for what earned nothing, and ignores replacements', () => {
    given()
      .when(returned(20, line(11, 44_400)))
      .sends();
    const replaced = { ...returned(20), data: { ...returned(20).data, kind: 'replacement' as const } };
    expect(coinEarning.instanceOf(replaced)).toBeUndefined();
    expect(coinEarning.instanceOf(returned(20))).toBe(id(2));
  });
});

describe('expiry of coins', () => {
  const granted = (expiresAt?: string) =>
    ({ type: 'CoinsGranted', data: { userId: id(1), grantId: id(9), expiresAt } }) as unknown as Extract<
      WalletEvent,
      { type: 'CoinsGranted' }
    >;
  const given = sagaSpec(coinExpiry, now);
  it('is written down when it comes, once', () => {
    expect(given().when(granted(now)).step.deadlines).toEqual([{ name: 'expiry', dueAt: now }]);
    const expired = given(granted(now)).when(due('expiry', now));
    expired.sends({ type: 'ExpireCoins', data: { userId: id(1) } });
    expect(expired.done).toBe(true);
    given(granted(now), due('expiry', now)).when(due('expiry', now)).sends();
    expect(coinExpiry.instanceOf(granted())).toBeUndefined();
  });
  it('is told of a week before, and comes all the same', () => {
    const [notice, expiry] = [due('notice', '2026-02-01T00:00:00.000Z'), due('expiry', '2026-02-08T00:00:00.000Z')];
    const later = granted('2026-02-08T00:00:00.000Z');
    expect(given().when(later).step.deadlines).toEqual([notice.data, expiry.data]);
    const told = given(later).when(notice);
    told.sends({ type: 'AnnounceCoinExpiry', data: { userId: id(1) } });
    expect(told.done).toBe(false);
    given(later, notice)
      .when(expiry)
      .sends({ type: 'ExpireCoins', data: { userId: id(1) } });
    // A replayed notice after the end, and coins that live shorter than the notice.
    given(later, notice, expiry).when(notice).sends();
    expect(given().when(granted('2026-01-20T00:00:00.000Z')).step.deadlines).toHaveLength(1);
  });
});

describe('watching a cart', () => {
  const event = (type: string, expiresAt?: string) =>
    ({ type, data: { userId: id(1), openingId: id(9), at: now, expiresAt } }) as unknown as Extract<
      CartEvent,
      { type: 'CartOpened' | 'CartExpired' }
    >;
  const given = sagaSpec(cartExpiry, now);
  const opened = event('CartOpened', '2026-02-01T00:00:00.000Z');
  const first = due('idle', '2026-02-01T00:00:00.000Z');
  it('asks when the time is over, and waits on when it was used', () => {
    expect(given().when(opened).step.deadlines).toEqual([
      { name: 'abandoned', dueAt: '2026-01-15T10:00:00.000Z' },
      { name: 'idle', dueAt: '2026-02-01T00:00:00.000Z' },
    ]);
    given(opened)
      .when(first)
      .sends({ type: 'ExpireCart', data: { userId: id(1), openingId: id(9) } });
    const postponed = given(opened, first).when(event('CartExpiryPostponed', '2026-02-09T00:00:00.000Z'));
    expect(postponed.step.deadlines).toEqual([{ name: 'idle', dueAt: '2026-02-09T00:00:00.000Z' }]);
    expect(postponed.done).toBe(false);
    given(opened, first).when(opened).sends();
  });
  it('asks day by day whether it was left, until it was or is gone', () => {
    const day = due('abandoned', '2026-01-15T10:00:00.000Z');
    const answer = (...events: string[]) => ({
      type: 'CommandAccepted' as const,
      data: {
        command: 'NoteAbandonment',
        key: 'NoteAbandonment',
        events: events.map((one) => ({ type: one, data: {} })),
      },
    });
    given(opened)
      .when(day)
      .sends({ type: 'NoteAbandonment', data: { userId: id(1), openingId: id(9) } });
    expect(given(opened, day).when(answer()).step.deadlines).toMatchObject([{ name: 'abandoned' }]);
    const told = given(opened, day).when(answer('CartAbandoned'));
    expect([told.step.deadlines, told.done]).toEqual([undefined, false]);
    given(opened, day, answer('CartAbandoned'))
      .when(first)
      .sends({ type: 'ExpireCart', data: { userId: id(1), openingId: id(9) } });
    expect(given(opened, event('CartExpired')).when(answer()).step).toEqual({});
    given(opened, event('CartExpired')).when(day).sends();
  });
  it('ends with the cart', () => {
    expect(given(opened, first).when(event('CartExpired')).done).toBe(true);
    expect(given(opened, first).when(event('CartWatchEnded')).done).toBe(true);
    expect(
      given(opened, first).when({
        type: 'CommandRejected',
        data: { command: 'ExpireCart', key: 'ExpireCart', rejected: 'CartClosed' },
      }).done,
    ).toBe(true);
    given(opened, first, event('CartExpired')).when(first).sends();
  });
});
