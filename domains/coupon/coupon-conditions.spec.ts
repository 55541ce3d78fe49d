import { describe, expect, it } from 'vitest';
import { discountApplies, discountParts, type DiscountTerms } from '../pricing/index.ts';
import type { Segment } from '../policy/loyalty.ts';
import { refuseCoupon } from './check.ts';
import { couponDecider } from './decider.ts';
import { couponId, created, given, id, later, plain, released, reserve, reserved, userId } from './spec-examples.ts';

const YESTERDAY = '2026-01-13T10:00:00.000Z';
const daily = created({ userPeriod: { length: 'day', usesMax: 1 } });

describe('a coupon for named people', () => {
  const named = created({ userIds: [userId(1), userId(2)] });
  it('is for each of them', () => given(named).when(reserve(1, 2)).then(reserved(1, 2)));
  it('is for nobody else', () => given(named).when(reserve(1, 3)).rejects('CouponNotYours'));
  it('names them in one way', () =>
    given()
      .when({
        type: 'CreateCoupon',
        data: { couponId, code: 'SAVE', terms: { ...plain, ownerUserId: userId(1), userIds: [userId(1)] } },
      })
      .rejects('InvalidCoupon'));
});

describe('a coupon for groups of buyers', () => {
  const asks = (terms: object, segments?: Segment[]) => {
    const state = [created(terms)].reduce(couponDecider.evolve, couponDecider.initial);
    const asked = { userId: userId(1), subtotalPaise: 1_000, discountPaise: 100, now: later };
    return refuseCoupon(state, segments === undefined ? asked : { ...asked, segments })?.rejected;
  };
  it('is for whoever is in one of them', () => {
    const terms = { segments: ['firstOrder', 'gold'] as Segment[] };
    expect(asks(terms, ['firstOrder', 'bronze'])).toBeUndefined();
    expect(asks(terms, ['returning', 'gold'])).toBeUndefined();
    expect(asks(terms, ['returning', 'silver'])).toBe('CouponSegmentNotMet');
    expect(asks({}, ['returning', 'silver'])).toBeUndefined();
    expect(asks(terms)).toBeUndefined();
  });
  it('is taken once by a person where it is for first orders alone', () => {
    const first = created({ segments: ['firstOrder'], usesPerUserMax: 9 });
    given(first, reserved(2, 1)).when(reserve(1)).rejects('CouponUserLimitReached');
    given(first, reserved(2, 2)).when(reserve(1)).then(reserved(1));
    given(first, reserved(2, 1), released(2, 1)).when(reserve(1)).then(reserved(1));
    const others = created({ segments: ['firstOrder', 'gold'] });
    given(others, reserved(2, 1)).when(reserve(1)).then(reserved(1));
  });
});

describe('a limit per person and period', () => {
  it('holds for the same person in the same period only', () => {
    given(daily, reserved(2, 1)).when(reserve(1)).rejects('CouponUserLimitReached');
    given(daily, reserved(2, 2)).when(reserve(1)).then(reserved(1));
    given(daily, reserved(2, 1, later, YESTERDAY))
      .when(reserve(1))
      .then(reserved(1));
  });
  it('opens again when the use is given back', () =>
    given(daily, reserved(2, 1), released(2, 1)).when(reserve(1)).then(reserved(1)));
  it('is not loosened by a clock that is behind', () => {
    const late = reserved(3, 3, later, YESTERDAY);
    given(daily, reserved(2, 1), late).when(reserve(1)).rejects('CouponUserLimitReached');
    given(created({ period: { length: 'day', usesMax: 2 } }), reserved(2), late)
      .when(reserve(1))
      .rejects('CouponPeriodLimitReached');
  });
});

describe('goods that a coupon is for', () => {
  const [shoes, hats] = [id(1), id(2)];
  const lines = [
    { productId: id(11), vendorId: id(21), categoryIds: [shoes], quantity: 2, leftPaise: 40_000 },
    { productId: id(12), vendorId: id(22), categoryIds: [hats], quantity: 1, leftPaise: 60_000 },
  ];
  const tenth: DiscountTerms = { couponId: id(9), discount: { type: 'percentage', basisPoints: 1_000 } };
  const size = { subtotalPaise: 100_000, paymentMethod: 'PREPAID' } as const;
  it.each([{ productIds: [id(11)] }, { vendorIds: [id(21)] }, { categoryIds: [shoes] }])(
    'leave out what is excluded: %j',
    (excluded) => expect(discountParts(lines, { ...tenth, excluded })).toEqual([0, 6_000]),
  );
  it('must be as many pieces as the terms ask for', () => {
    const ofShoes = { ...tenth, scope: { categoryIds: [shoes] } };
    expect(discountApplies({ ...ofShoes, minimumQuantity: 2 }, lines, size)).toBe(true);
    expect(discountApplies({ ...ofShoes, minimumQuantity: 3 }, lines, size)).toBe(false);
    expect(discountApplies({ ...tenth, minimumQuantity: 3 }, lines, size)).toBe(true);
  });
  it('are needed for free delivery, too', () => {
    const terms: DiscountTerms = {
      couponId: id(9),
      discount: { type: 'freeShipping' },
      scope: { productIds: [id(3)] },
    };
    expect(discountApplies(terms, lines, size)).toBe(false);
  });
});
