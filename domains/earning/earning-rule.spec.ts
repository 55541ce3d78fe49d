import { describe, expect, it } from 'vitest';
import { derivedId } from '../kernel/derived-id.ts';
import { deciderSpec } from '../kernel/spec.ts';
import { earningDecider } from './decider.ts';
import { EarningTerms, type EarningEvent } from './events.ts';
import * as made from './spec-examples.ts';

const { approve, approved, author, draft, drafted, ended, keep, kept, now, release, released, reserve, reserved } =
  made;
const given = deciderSpec(earningDecider, now);
const expired = '2026-11-01T09:00:00.000Z';
const name = { name: 'Another name' };
const change = {
  type: 'ChangeEarningRule' as const,
  data: { ruleId: made.ruleId, authorId: author, terms: { ...made.terms, ...name } },
};

describe('a rule for coins', () => {
  it('is drafted, and changed as long as it is a draft', () => {
    given().when(draft()).then(drafted());
    given(drafted()).when(change).then({ type: 'EarningRuleChanged', data: change.data });
    given(drafted(), approved).when(change).rejects('EarningRuleInForce');
    given(drafted(), ended).when(change).rejects('EarningRuleEnded');
    given().when(change).rejects('EarningRuleNotFound');
  });
  it('takes force by another person than its author', () => {
    given(drafted()).when(approve()).then(approved);
    given(drafted()).when(approve(author)).rejects('EarningRuleNeedsAnotherApprover');
    given(drafted(), ended).when(approve()).rejects('EarningRuleEnded');
    given().when(approve()).rejects('EarningRuleNotFound');
  });
  it('ends for good', () => {
    const end = { type: 'EndEarningRule' as const, data: { ruleId: made.ruleId, endedBy: made.approver } };
    given(drafted(), approved).when(end).then(ended);
    given().when(end).rejects('EarningRuleNotFound');
  });
  it('must end after it begins, and write down who had a first order', () => {
    const isValid = (more: object): boolean => EarningTerms.safeParse({ ...made.terms, ...more }).success;
    expect([{}, { until: made.terms.from }, { segments: ['firstOrder'] }].map(isValid)).toEqual([true, false, true]);
    expect(isValid({ segments: ['firstOrder'], budgetCoins: undefined })).toBe(false);
  });
});

describe('the budget of a rule', () => {
  const inForce = (...more: EarningEvent[]) => given(drafted(), approved, ...more);
  it('gives what it has left, and nothing to whom comes too late', () => {
    inForce().when(reserve(10, 60)).then(reserved(10, 60));
    inForce(reserved(10, 60)).when(reserve(11, 60)).then(reserved(11, 40));
    inForce(reserved(10, 100)).when(reserve(11, 1)).then();
    given(drafted()).when(reserve(10, 60)).then();
    inForce(ended).when(reserve(10, 60)).then();
    given(drafted({ until: expired }), approved)
      .when(reserve(10, 60))
      .then();
    given(drafted({ from: made.later }), approved)
      .when(reserve(10, 60))
      .then();
  });
  it('takes back a reservation without an order when it needs it', () => {
    const lapsed = reserved(10, 80, { expiresAt: expired });
    const causeId = derivedId('bonus lapsed', made.ruleId, made.orderId(10));
    const data = { ruleId: made.ruleId, orderId: made.orderId(10), causeId, coins: 80, lapsed: true };
    inForce(lapsed).when(reserve(11, 50)).then({ type: 'BonusReleased', data }, reserved(11, 50));
    inForce(lapsed).when(reserve(11, 20)).then(reserved(11, 20));
    inForce(lapsed, kept(10)).when(reserve(11, 50)).then(reserved(11, 20));
  });
  it('is kept by orders that are placed', () => {
    inForce(reserved(10, 60)).when(keep(10)).then(kept(10));
    inForce().when(keep(10)).rejects('BonusNotReserved');
    const causeId = derivedId('bonus not promised', made.ruleId, made.orderId(10));
    const beyond: EarningEvent = {
      type: 'BonusReleased',
      data: { ruleId: made.ruleId, orderId: made.orderId(10), causeId, coins: 25, lapsed: false },
    };
    inForce(reserved(10, 60)).when(keep(10, 35)).then(kept(10), beyond);
  });
  it('gets back what was not bought or came back, each part once', () => {
    inForce(reserved(10, 60), kept(10))
      .when(release(10, 20, 15))
      .then(released(10, 20, 15));
    inForce(reserved(10, 60), released(10, 20, 15))
      .when(release(10, 21))
      .then(released(10, 21, 45));
    inForce(reserved(10, 60), released(10, 20, 15))
      .when(release(10, 20, 15))
      .then();
    inForce(reserved(10, 60), released(10, 20, 60))
      .when(reserve(11, 100))
      .then(reserved(11, 100));
    inForce().when(release(10, 20)).then();
  });
  it('is there once for each person where it is for first orders', () => {
    const first = [drafted({ segments: ['firstOrder'] }), approved] as const;
    given(...first, reserved(10, 5, { buyer: 7 }))
      .when(reserve(11, 5, 7))
      .then();
    given(...first, reserved(10, 5, { buyer: 7 }))
      .when(reserve(11, 5, 8))
      .then(reserved(11, 5, { buyer: 8 }));
    given(...first, reserved(10, 5, { buyer: 7 }), released(10, 20, 5))
      .when(reserve(11, 5, 7))
      .then(reserved(11, 5, { buyer: 7 }));
  });
});
