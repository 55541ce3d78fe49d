import { describe, it } from 'vitest';
import { deciderSpec } from '../../kernel/spec.ts';
import { earningRules } from '../../policy/coins.ts';
import { id, now } from '../spec-examples.ts';
import { EARNING_LIST } from './aggregate.ts';
import { earningListDecider } from './decider.ts';
import type { EarningListEvent } from './events.ts';

const entry = (n: number) => ({ listId: EARNING_LIST, ruleId: id(n) });
const listed = (n: number): EarningListEvent => ({ type: 'EarningRuleListed', data: entry(n) });
const given = deciderSpec(earningListDecider, now);

describe('the list of earning rules', () => {
  const list = { type: 'ListEarningRule' as const, data: entry(1) };
  it('takes up and drops rules', () => {
    given().when(list).then(listed(1));
    const delist = { type: 'DelistEarningRule' as const, data: entry(1) };
    given(listed(1), listed(2))
      .when(delist)
      .then({ type: 'EarningRuleDelisted', data: entry(1) });
    given(listed(2)).when(delist).then();
  });
  it('is bounded', () => {
    const full = Array.from({ length: earningRules.value.listedMax }, (_, n) => listed(n + 10));
    given(...full)
      .when(list)
      .rejects('TooManyEarningRules');
  });
});
