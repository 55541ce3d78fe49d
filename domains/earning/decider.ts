import { reject, sameData, type Decider, type Decision } from '../kernel/decider.ts';
import { keep, release, reserve } from './budget.ts';
import type { EarningCommand } from './commands.ts';
import type { EarningEvent } from './events.ts';
import { evolveEarningRule, initialEarningRule, type EarningRule } from './state.ts';

export type EarningRejection =
  | 'BonusNotReserved'
  | 'EarningRuleEnded'
  | 'EarningRuleInForce'
  | 'EarningRuleNeedsAnotherApprover'
  | 'EarningRuleNotFound';
type Decided = Decision<EarningEvent, EarningRejection>;
type Of<T extends EarningCommand['type']> = Extract<EarningCommand, { type: T }>['data'];

const ended = (): Decided => reject('EarningRuleEnded', 'It has ended for good; draft another one.');

const change = (data: Of<'ChangeEarningRule'>, { status, terms }: EarningRule): Decided => {
  if (status === 'unknown') return reject('EarningRuleNotFound');
  if (status === 'ended') return ended();
  if (sameData(terms, data.terms)) return [];
  return status === 'draft'
    ? [{ type: 'EarningRuleChanged', data }]
    : reject('EarningRuleInForce', 'What was approved stays as it is: end the rule and draft another one.');
};

const approve = ({ ruleId, approverId }: Of<'ApproveEarningRule'>, rule: EarningRule, now: string): Decided => {
  if (rule.status === 'ended') return ended();
  if (rule.authorId === undefined) return reject('EarningRuleNotFound');
  if (rule.status === 'approved') return [];
  if (rule.authorId === approverId)
    return reject('EarningRuleNeedsAnotherApprover', 'Another admin than the author has to approve this rule.');
  const data = { ruleId, authorId: rule.authorId, approverId, approvedAt: now };
  return [{ type: 'EarningRuleApproved', data }];
};

/** The terms are fixed once they are approved, so that an order can be explained by them for ever. */
export const earningDecider: Decider<EarningRule, EarningCommand, EarningEvent, EarningRejection> = {
  initial: initialEarningRule,
  evolve: evolveEarningRule,
  decide: ({ type, data }, rule, now) => {
    switch (type) {
      case 'DraftEarningRule':
        if (rule.status === 'unknown') return [{ type: 'EarningRuleDrafted', data: { ...data, draftedAt: now } }];
        return change(data, rule);
      case 'ChangeEarningRule':
        return change(data, rule);
      case 'ApproveEarningRule':
        return approve(data, rule, now);
      case 'EndEarningRule':
        if (rule.status === 'unknown') return reject('EarningRuleNotFound');
        return rule.status === 'ended' ? [] : [{ type: 'EarningRuleEnded', data: { ...data, endedAt: now } }];
      case 'ReserveBonus':
        return reserve(data, rule, now);
      case 'KeepBonus':
        return keep(data, rule);
      case 'ReleaseBonus':
        return release(data, rule);
    }
  },
};
