import { describe, expect, it } from 'vitest';
import { UserId } from '../../event-schemas/primitives.ts';
import type { WalletCommand } from './commands.ts';
import { HOLDS_MAX, PERIOD_EVENTS_MAX, walletDecider } from './decider.ts';
import type { CoinPortion, WalletEvent } from './events.ts';
import {
  now,
  soon,
  id,
  userId,
  portion,
  grant,
  granted,
  hold,
  held,
  commit,
  committed,
  release,
  released,
  refund,
  expired,
  given,
  fold,
} from './spec-examples.ts';

describe('granting coins', () => {
  it('adds them once', () => given().when(grant(5, 40)).then(granted(5, 40)));
  it('keeps them pending and lets them expire', () => {
    given(granted(5, 40, undefined, { availableAt: soon }))
      .when(hold(9, 1))
      .rejects('InsufficientCoins');
    given(granted(5, 40, soon))
      .when(hold(9, 40))
      .then(held(9, [portion(5, 40, soon)]));
    given()
      .when(grant(5, 40, { expiresAt: now }))
      .rejects('InvalidCoins');
    given()
      .when(grant(5, 40, { availableAt: soon, expiresAt: soon }))
      .rejects('InvalidCoins');
  });
  it('has a cap for a day and a reason', () => {
    const shared = granted(5, 19, undefined, { reason: 'share' });
    given(shared)
      .when(grant(6, 2, { reason: 'share' }))
      .rejects('DailyCoinsReached');
    given(shared).when(grant(6, 2)).then(granted(6, 2));
    given(granted(5, 19, undefined, { reason: 'share', grantedAt: '2026-01-13T10:00:00.000Z' }))
      .when(grant(6, 2, { reason: 'share' }))
      .then(granted(6, 2, undefined, { reason: 'share' }));
  });
  it('can be taken back, first from the grant itself, never below zero', () => {
    const revoke: WalletCommand = {
      type: 'RevokeCoins',
      data: { userId, revocationId: id(70), grantId: id(5), coins: 50 },
    };
    const about = { userId, revocationId: id(70) };
    given(granted(5, 40), granted(6, 40, soon))
      .when(revoke)
      .then({
        type: 'CoinsRevoked',
        data: { ...about, coins: 50, missing: 0, portions: [portion(5, 40), portion(6, 10, soon)] },
      });
    given(granted(6, 40))
      .when(revoke)
      .then({ type: 'CoinsRevoked', data: { ...about, coins: 40, missing: 10, portions: [portion(6, 40)] } });
  });
  it('is not a way to pass them on', () =>
    given(granted(5, 40))
      .when({ type: 'TransferCoins', data: { userId, toUserId: UserId.parse(id(2)), coins: 1 } })
      .rejects('CoinsNotTransferable'));
});

describe('coins for an order', () => {
  const two = [granted(5, 40), granted(6, 40, '2026-03-01T00:00:00.000Z')];
  const first = portion(6, 40, '2026-03-01T00:00:00.000Z');

  it('are held earliest expiry first', () =>
    given(...two)
      .when(hold(9, 50))
      .then(held(9, [first, portion(5, 10)])));
  it('are held by their dates, not by when they came', () => {
    const [late, early] = ['2026-05-01T00:00:00.000Z', '2026-04-01T00:00:00.000Z'];
    given(granted(5, 40, late), granted(6, 40, early))
      .when(hold(9, 50))
      .then(held(9, [portion(6, 40, early), portion(5, 10, late)]));
  });
  it('are spent or released', () => {
    given(...two, held(9, [first]))
      .when(commit(9))
      .then(committed(9, 40));
    given(...two, held(9, [first]))
      .when(release(9))
      .then(released(9, 40));
    given(...two)
      .when(commit(9))
      .rejects('CoinHoldNotFound');
    given(...two)
      .when(release(9))
      .then();
    given(...two, held(9, [first]), committed(9, 40))
      .when(release(9))
      .rejects('CoinsAlreadySpent');
    given(...two, held(9, [first]), committed(9, 40))
      .when(hold(9, 40))
      .then();
  });
  it('cannot be held twice', () => {
    given(...two, held(9, [first, portion(5, 40)]))
      .when(hold(10, 1))
      .rejects('InsufficientCoins');
    const holds = Array.from({ length: HOLDS_MAX }, (_, n) => held(n + 20, [portion(5, 1)]));
    given(granted(5, 40), ...holds)
      .when(hold(10, 1))
      .rejects('TooManyCoinHolds');
  });
  it('are free again when the hold lapses, and that is written down', () =>
    given(granted(5, 40), held(9, [portion(5, 40)], now))
      .when(hold(10, 40))
      .then(released(9, 40, true), held(10, [portion(5, 40)])));
  it('can be spent late as long as nobody else took them', () =>
    given(granted(5, 40), held(9, [portion(5, 40)], now))
      .when(commit(9))
      .then(committed(9, 40)));
  it('stay held beyond their expiry and expire when they are released', () =>
    given(granted(5, 40, now), held(9, [portion(5, 40, now)]))
      .when(release(9))
      .then(released(9, 40), expired(portion(5, 40, now))));
});

describe('coins given back', () => {
  const far = '2026-03-01T00:00:00.000Z';
  const spent = [granted(5, 40), granted(6, 40, far), held(9, [portion(6, 40, far), portion(5, 20)]), committed(9, 60)];
  const restored = (coins: number, refundNumber: number, ...portions: CoinPortion[]): WalletEvent => ({
    type: 'CoinsRestored',
    data: { ...refund(9, refundNumber, coins), portions },
  });
  const restore = (refundNumber: number, coins: number, orderNumber = 9): WalletCommand => ({
    type: 'RestoreCoins',
    data: refund(orderNumber, refundNumber, coins),
  });
  it('keep their dates, the longest lasting first', () => {
    given(...spent)
      .when(restore(80, 30))
      .then(restored(30, 80, portion(5, 20), portion(6, 10, far)));
    given(...spent, restored(30, 80, portion(5, 20), portion(6, 10, far)))
      .when(restore(81, 30))
      .then(restored(30, 81, portion(6, 30, far)));
  });
  it('are never more than were spent', () => {
    given(...spent)
      .when(restore(80, 61))
      .rejects('CoinsNotSpent');
    given(...spent)
      .when(restore(80, 1, 10))
      .rejects('CoinsNotSpent');
    const [first, second] = [restored(20, 80, portion(5, 20)), restored(30, 81, portion(6, 30, far))];
    given(...spent, first, second)
      .when(restore(82, 11))
      .rejects('CoinsNotSpent');
    given(...spent, restored(60, 80, portion(5, 20), portion(6, 40, far)))
      .when(restore(81, 1))
      .rejects('CoinsNotSpent');
  });
  it('leave at once when their time is over', () => {
    const old = portion(6, 40, now);
    given(granted(6, 40, now), held(9, [old]), committed(9, 40))
      .when(restore(80, 40))
      .then(restored(40, 80, old), expired(old));
  });
});

describe('time', () => {
  const expire: WalletCommand = { type: 'ExpireCoins', data: { userId } };
  it('takes what has expired', () => {
    given(granted(5, 40, now), granted(6, 1))
      .when(expire)
      .then(expired(portion(5, 40, now)));
    given(granted(5, 40, soon))
      .when(expire)
      .then();
  });
  it('closes a period with everything that is needed later', () => {
    const events = [granted(5, 900), held(9, [portion(5, 100)]), held(10, [portion(5, 7)]), committed(10, 7)];
    for (let n = 100; events.length < PERIOD_EVENTS_MAX; n += 1) events.push(held(n, [portion(5, 1)]), released(n, 1));
    const decision = walletDecider.decide(grant(6, 2), fold(events), now) as WalletEvent[];
    expect(decision.map(({ type }) => type)).toEqual(['WalletPeriodClosed', 'CoinsGranted']);
    const whole = fold([...events, ...decision]);
    expect(fold(decision)).toEqual(whole);
    expect(whole).toMatchObject({ period: 2, eventsInPeriod: 1, holds: [{ portions: [portion(5, 100)] }] });
    expect(walletDecider.decide(grant(5, 900), whole, now), 'a grant of the closed period').toEqual([]);
  });
});
