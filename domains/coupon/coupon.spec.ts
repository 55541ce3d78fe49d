import { describe, expect, it } from 'vitest';
import { couponIdOf } from './aggregate.ts';
import type { CouponCommand } from './commands.ts';
import { couponDecider, LAPSED_AT_ONCE_MAX } from './decider.ts';
import type { CouponEvent, CouponTerms } from './events.ts';
import { periodOf } from './period.ts';
import {
  now,
  later,
  past,
  userId,
  couponId,
  plain,
  created,
  reserved,
  redeemed,
  released,
  reserve,
  redeem,
  release,
  given,
} from './spec-examples.ts';

describe('the terms of a coupon', () => {
  const create = (terms: Partial<CouponTerms> = {}): CouponCommand => ({
    type: 'CreateCoupon',
    data: { couponId, code: 'SAVE', terms: { ...plain, ...terms } },
  });
  const change = (terms: Partial<CouponTerms>): CouponCommand => ({
    type: 'ChangeCoupon',
    data: { couponId, terms: { ...plain, ...terms } },
  });
  const retire: CouponCommand = { type: 'RetireCoupon', data: { couponId } };
  const retired: CouponEvent = { type: 'CouponRetired', data: { couponId } };

  it('are created once under a code', () => {
    given().when(create()).then(created());
    given(created())
      .when(create({ usesMax: 3 }))
      .rejects('CouponCodeTaken');
    given(created(), retired).when(create()).rejects('CouponCodeTaken');
    expect(couponIdOf(' save ')).toBe(couponId);
  });
  it('can be changed', () => {
    const data = { couponId, terms: { ...plain, usesMax: 3 } };
    given(created())
      .when(change({ usesMax: 3 }))
      .then({ type: 'CouponChanged', data });
    given().when(change({})).rejects('CouponNotFound');
    given(created(), retired)
      .when(change({ usesMax: 3 }))
      .rejects('CouponNotFound');
  });
  it('make sense', () => {
    given()
      .when(create({ startsAt: later, endsAt: later }))
      .rejects('InvalidCoupon');
    given()
      .when(create({ ownerUserId: userId(1), exceptUserId: userId(1) }))
      .rejects('InvalidCoupon');
    given(created())
      .when(change({ ownerUserId: userId(1), automatic: true }))
      .rejects('InvalidCoupon');
  });
  it('end for good when the coupon is retired', () => {
    given(created()).when(retire).then(retired);
    given().when(retire).rejects('CouponNotFound');
    given(created(), retired).when(reserve(1)).rejects('CouponNotFound');
    given(created(), reserved(1), retired).when(redeem(1)).then(redeemed(1));
  });
});

describe('a use of a coupon', () => {
  it('is held, redeemed and given back', () => {
    given(created()).when(reserve(1)).then(reserved(1));
    given(created(), reserved(1)).when(redeem(1)).then(redeemed(1));
    given(created(), reserved(1)).when(release(1)).then(released(1));
    given(created(), reserved(1), redeemed(1))
      .when(release(1))
      .then(released(1, 1, 'redeemed'));
  });
  it('is not there to redeem when it was never held or was given back', () => {
    given(created()).when(redeem(1)).rejects('CouponReservationNotFound');
    given(created(), reserved(1), released(1)).when(redeem(1)).rejects('CouponReservationNotFound');
    given(created()).when(release(1)).then();
  });
  it('belongs to the one who took it', () =>
    given(created(), reserved(1)).when(reserve(1, 2)).rejects('CouponNotYours'));
  it('is held longer when the order asks again', () =>
    given(created({ usesMax: 1 }), reserved(1, 1, past))
      .when(reserve(1))
      .then({ ...reserved(1), data: { ...reserved(1).data, extends: true } }));
  it('can be redeemed late as long as nobody else took its place', () =>
    given(created({ usesMax: 1 }), reserved(1, 1, past))
      .when(redeem(1))
      .then(redeemed(1)));
});

describe('a coupon is refused', () => {
  it('in the order of the rules', () => {
    given().when(reserve(1)).rejects('CouponNotFound');
    given(created({ active: false, ownerUserId: userId(2) }))
      .when(reserve(1))
      .rejects('CouponInactive');
    given(created({ ownerUserId: userId(2), startsAt: later }))
      .when(reserve(1))
      .rejects('CouponNotYours');
    given(created({ exceptUserId: userId(1) }))
      .when(reserve(1))
      .rejects('CouponNotYours');
    given(created({ startsAt: later, minimumPaise: 90_000 }))
      .when(reserve(1))
      .rejects('CouponNotStarted');
    given(created({ endsAt: now, minimumPaise: 90_000 }))
      .when(reserve(1))
      .rejects('CouponExpired');
    given(created({ minimumPaise: 50_001, usesMax: 1 }), reserved(2))
      .when(reserve(1))
      .rejects('CouponMinimumNotMet');
    given(created({ usesMax: 1, usesPerUserMax: 1 }), reserved(2, 1))
      .when(reserve(1))
      .rejects('CouponExhausted');
    given(created({ usesPerUserMax: 1 }), reserved(2, 1), redeemed(2, 1))
      .when(reserve(1))
      .rejects('CouponUserLimitReached');
  });
  it('from its first to its last moment only', () =>
    given(created({ startsAt: now, endsAt: later, minimumPaise: 50_000 }))
      .when(reserve(1))
      .then(reserved(1)));
  it('when its budget is spent', () => {
    given(created({ budgetPaise: 1_999 }), reserved(2))
      .when(reserve(1))
      .rejects('CouponBudgetSpent');
    given(created({ budgetPaise: 2_000 }), reserved(2))
      .when(reserve(1))
      .then(reserved(1));
  });
  it('when its calendar period is used up', () => {
    const daily = created({ period: { length: 'day', usesMax: 1 } });
    given(daily, reserved(2, 2, later, '2026-01-13T18:30:00.000Z'))
      .when(reserve(1))
      .rejects('CouponPeriodLimitReached');
    given(daily, reserved(2, 2, later, '2026-01-13T18:29:59.999Z'))
      .when(reserve(1))
      .then(reserved(1));
    given(daily, reserved(2), released(2)).when(reserve(1)).then(reserved(1));
  });
});

describe('limits', () => {
  it('open again when a use is given back', () => {
    given(created({ usesMax: 1, usesPerUserMax: 1 }), reserved(2, 1), redeemed(2, 1), released(2, 1, 'redeemed'))
      .when(reserve(1))
      .then(reserved(1));
  });
  it('open again when a held use lapses, and that is written down', () =>
    given(created({ usesMax: 2 }), reserved(2, 2, now), reserved(3))
      .when(reserve(1))
      .then(released(2, 2, 'reserved', true), reserved(1)));
  it('stay closed when the lapsed use was another person’s', () =>
    given(created({ usesPerUserMax: 1 }), reserved(2, 2, past), reserved(3, 1))
      .when(reserve(1))
      .rejects('CouponUserLimitReached'));
  it('clear a bounded number of lapsed uses at once', () => {
    const many = Array.from({ length: LAPSED_AT_ONCE_MAX + 5 }, (_, n) => reserved(n + 10, n + 10, past));
    const decision = couponDecider.decide(
      reserve(1),
      [created({ usesMax: many.length }), ...many].reduce(couponDecider.evolve, couponDecider.initial),
      now,
    );
    expect(decision).toHaveLength(LAPSED_AT_ONCE_MAX + 1);
  });
});

it('calendar periods are those of India', () => {
  expect(periodOf('day', '2026-01-31T18:30:00.000Z')).toBe('2026-02-01');
  expect(periodOf('month', '2026-01-31T18:29:59.999Z')).toBe('2026-01');
  expect(periodOf('week', '2026-01-18T18:29:00.000Z')).toBe('2026-01-12');
  expect(periodOf('week', '2026-01-18T18:30:00.000Z')).toBe('2026-01-19');
});
