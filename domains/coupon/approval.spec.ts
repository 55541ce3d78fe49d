import { describe, it } from 'vitest';
import { couponApproval } from '../policy/coupon.ts';
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
    given(...draft, changed(plain))
      .when(approve())
      .rejects('CouponNotSubmitted');
  });
});

describe('no approval', () => {
  it('is asked for up to the limit', () => {
    const small = { ...plain, budgetPaise: budgetMaxPaise };
    given().when(create(small)).then(created(small));
  });
  it('is given to what does not exist or was not submitted', () => {
    given().when(approve()).rejects('CouponNotFound');
    given(created()).when(approve()).rejects('CouponNotSubmitted');
  });
});
