import { describe, it } from 'vitest';
import { couponApproval, couponBatch } from '../policy/coupon.ts';
import type { CouponCommand } from './commands.ts';
import type { CouponEvent, CouponTerms } from './events.ts';
import { couponId, created, given, plain, reserve, reserved, userId } from './spec-examples.ts';

const { budgetMaxPaise } = couponApproval.value;
const large: CouponTerms = { ...plain, budgetPaise: budgetMaxPaise + 1 };
const [author, other] = [userId(1), userId(2)];
const create = (terms: CouponTerms): CouponCommand => ({
  type: 'CreateCoupon',
  data: { couponId, code: 'SAVE', terms, authorId: author },
});
const change = (terms: CouponTerms): CouponCommand => ({
  type: 'ChangeCoupon',
  data: { couponId, terms, authorId: author },
});
const approve = (approverId = other): CouponCommand => ({ type: 'ApproveCoupon', data: { couponId, approverId } });
const changed = (terms: CouponTerms): CouponEvent => ({ type: 'CouponChanged', data: { couponId, terms } });
const submitted = (terms = large): CouponEvent => ({
  type: 'CouponSubmitted',
  data: { couponId, authorId: author, terms },
});
const approved: CouponEvent = { type: 'CouponApproved', data: { couponId, approverId: other, authorId: author } };
const draft = [created({ ...large, active: false }), submitted()];
const running = [...draft, approved, changed(large)];

describe('a budget above the limit', () => {
  it('waits for somebody else', () => {
    given()
      .when(create(large))
      .then(...draft);
    given(...draft)
      .when(reserve(1))
      .rejects('CouponInactive');
    given(...draft)
      .when(approve(author))
      .rejects('CouponNeedsAnotherApprover');
    given(...draft)
      .when(approve())
      .then(approved, changed(large));
    given(...running)
      .when(reserve(1))
      .then(reserved(1));
  });
  it('is nothing that changing the terms gets around', () => {
    given(created())
      .when(change(large))
      .then(changed({ ...large, active: false }), submitted());
    const larger = { ...large, budgetPaise: budgetMaxPaise * 2 };
    given(...running)
      .when(change(larger))
      .then(changed({ ...larger, active: false }), submitted(larger));
    given(...draft)
      .when(change(large))
      .then();
  });
  it('may be paused and resumed once it is approved', () => {
    const paused = changed({ ...large, active: false });
    given(...running)
      .when(change({ ...large, active: false }))
      .then(paused);
    given(...running, paused)
      .when(change(large))
      .then(changed(large));
  });
  it('may be taken back before', () => {
    given(...draft)
      .when(change({ ...large, active: false }))
      .then(changed({ ...large, active: false }));
    given(...draft, changed({ ...plain, usesMax: 1 }))
      .when(approve())
      .rejects('CouponNotSubmitted');
  });
});

describe('what a coupon may cost at most', () => {
  const draftOf = (terms: CouponTerms): readonly CouponEvent[] => [
    created({ ...terms, active: false }),
    submitted(terms),
  ];
  const percentage: CouponTerms = { ...plain, discount: { type: 'percentage', basisPoints: 10_000 } };
  it('is without a bound when nothing bounds it, and waits like a large budget', () => {
    for (const terms of [plain, percentage, { ...percentage, usesMax: 1 }, { ...plain, ownerUserId: author }])
      given()
        .when(create(terms))
        .then(...draftOf(terms));
    given(created({ ...plain, budgetPaise: 1 }))
      .when(change(plain))
      .then(changed({ ...plain, active: false }), submitted(plain));
  });
  it('is one discount for each use where both have a bound', () => {
    const uses = budgetMaxPaise / 1_000;
    for (const terms of [
      { ...plain, usesMax: uses },
      { ...plain, userIds: [author, other], usesPerUserMax: uses / 2 },
      { ...plain, ownerUserId: author, usesPerUserMax: uses },
      {
        ...percentage,
        discount: { type: 'percentage' as const, basisPoints: 1, discountMaxPaise: 1_000 },
        usesMax: uses,
      },
    ])
      given().when(create(terms)).then(created(terms));
    for (const terms of [
      { ...plain, usesMax: uses + 1 },
      { ...plain, userIds: [author, other], usesPerUserMax: uses / 2 + 1 },
      { ...plain, discount: { type: 'freeShipping' as const }, usesMax: budgetMaxPaise },
    ])
      given()
        .when(create(terms))
        .then(...draftOf(terms));
  });
});

describe('one code of a batch', () => {
  it('is changed by one admin only as far as all codes of a batch could be', () => {
    const batchId = other;
    const code = { ...plain, batchId, usesMax: 1 };
    const most = Math.floor(budgetMaxPaise / couponBatch.value.codesMax / 1_000);
    for (const usesMax of [most, most + 1]) {
      const terms = { ...code, usesMax };
      const waits = usesMax > most;
      given(created(code))
        .when(change(terms))
        .then(changed({ ...terms, active: !waits }), ...(waits ? [submitted(terms)] : []));
    }
  });
});

it('a code of a batch never applies by itself', () => {
  given(created({ batchId: other }))
    .when(change({ ...plain, batchId: other, automatic: true, usesMax: 1 }))
    .rejects('InvalidCoupon');
});

describe('no approval', () => {
  it('is asked for up to the limit', () => {
    const small = { ...plain, budgetPaise: budgetMaxPaise };
    given().when(create(small)).then(created(small));
  });
  it('is asked of the programs of the shop itself, which have no author', () => {
    given()
      .when({ type: 'CreateCoupon', data: { couponId, code: 'SAVE', terms: plain } })
      .then(created());
  });
  it('is given to what does not exist or was not submitted', () => {
    given().when(approve()).rejects('CouponNotFound');
    given(created()).when(approve()).rejects('CouponNotSubmitted');
  });
});
