import { describe, expect, it } from 'vitest';
import { isRejected } from '../kernel/decider.ts';
import { COUPON_USES_MAX } from './check.ts';
import type { CouponCommand } from './commands.ts';
import { couponDecider } from './decider.ts';
import type { CouponEvent, CouponTerms } from './events.ts';
import {
  couponId,
  created,
  given,
  later,
  now,
  past,
  plain,
  redeemed,
  released,
  reserve,
  reserved,
  userId,
} from './spec-examples.ts';

const YESTERDAY = '2026-01-13T10:00:00.000Z';
const SOON = '2026-01-14T10:05:00.000Z';
const changed = (terms: Partial<CouponTerms>): CouponEvent => ({
  type: 'CouponChanged',
  data: { couponId, terms: { ...plain, ...terms } },
});
const daily = { period: { length: 'day', usesMax: 1 } } as const;
const stateOf = (...events: CouponEvent[]) => events.reduce(couponDecider.evolve, couponDecider.initial);
/** What the person who asked is told. */
const detailOf = (terms: Partial<CouponTerms>): string | undefined => {
  const decision = couponDecider.decide(reserve(1), stateOf(created(terms)), now);
  return isRejected(decision) ? decision.detail : undefined;
};

describe('terms that make sense', () => {
  it.each<Partial<CouponTerms>>([
    { startsAt: past, endsAt: later },
    { startsAt: later },
    { endsAt: past },
    { ownerUserId: userId(1) },
    { ownerUserId: userId(1), exceptUserId: userId(2) },
    { exceptUserId: userId(2) },
    { automatic: true },
  ])('are taken: %j', (terms) => {
    const command: CouponCommand = {
      type: 'CreateCoupon',
      data: { couponId, code: 'SAVE', terms: { ...plain, ...terms } },
    };
    given().when(command).then(created(terms));
  });
});

describe('a person is told', () => {
  it('what is missing, in whole rupees', () => {
    expect(detailOf({ minimumPaise: 50_001 })).toBe('Add goods for ₹1 to use SAVE.');
    expect(detailOf({ minimumPaise: 60_000 })).toBe('Add goods for ₹100 to use SAVE.');
  });
  it('from when and until when', () => {
    expect(detailOf({ startsAt: later })).toContain(later);
    expect(detailOf({ endsAt: past })).toContain(past);
  });
});

describe('uses', () => {
  it('are for the owner of a personal coupon', () =>
    given(created({ ownerUserId: userId(1) }))
      .when(reserve(1))
      .then(reserved(1)));
  it('count when they are held and when they are redeemed', () => {
    const full = created({ usesMax: 2 });
    given(full, reserved(2), redeemed(2), reserved(3)).when(reserve(1)).rejects('CouponExhausted');
    given(full, reserved(2), redeemed(2), reserved(3), redeemed(3)).when(reserve(1)).rejects('CouponExhausted');
    given(full, reserved(2), redeemed(2)).when(reserve(1)).then(reserved(1));
  });
  it('are bounded over the life of a code, those given back included', () => {
    const almost = { ...stateOf(created()), usesEver: COUPON_USES_MAX - 1 };
    const last = couponDecider.decide(reserve(1), almost, now);
    expect(last).toHaveLength(1);
    const full = stateOf(created(), reserved(2), released(2));
    expect(full.usesEver).toBe(1);
    const over = couponDecider.decide(reserve(1), { ...almost, usesEver: COUPON_USES_MAX }, now);
    expect(over).toMatchObject({ rejected: 'CouponExhausted' });
  });
  it('of an earlier period are no use of this one, also when they are given back', () => {
    const twice = created({ period: { length: 'day', usesMax: 1 } });
    given(twice, reserved(2, 2, later, YESTERDAY), reserved(3), released(2))
      .when(reserve(1))
      .rejects('CouponPeriodLimitReached');
  });
  it('given back in their period leave the others of it counted', () => {
    const twice = created({ period: { length: 'day', usesMax: 2 } });
    given(twice, reserved(2), reserved(3), released(2), reserved(4))
      .when(reserve(1))
      .rejects('CouponPeriodLimitReached');
  });
  it('stay counted when new terms keep the kind of period, and begin anew when they change it', () => {
    given(created(daily), reserved(2), changed({ ...daily, minimumPaise: 1 }))
      .when(reserve(1))
      .rejects('CouponPeriodLimitReached');
    given(created(daily), reserved(2), changed({ period: { length: 'month', usesMax: 1 } }), changed(daily))
      .when(reserve(1))
      .then(reserved(1));
  });
});

describe('a held use lapses', () => {
  const one = { usesMax: 1 };
  it('although another one was given back or redeemed meanwhile', () => {
    const two = created({ usesMax: 2 });
    given(created(one), reserved(2, 2, past), reserved(3), released(3))
      .when(reserve(1))
      .then(released(2, 2, 'reserved', true), reserved(1));
    given(two, reserved(2, 2, past), reserved(3), redeemed(3))
      .when(reserve(1))
      .then(released(2, 2, 'reserved', true), reserved(1));
  });
  it('although one that lapses later was taken before it', () =>
    given(created({ usesMax: 2 }), reserved(3, 3, SOON), reserved(2, 2, past))
      .when(reserve(1))
      .then(released(2, 2, 'reserved', true), reserved(1)));
});
