import { reject, type Decider } from '../../kernel/decider.ts';
import { earningRules } from '../../policy/coins.ts';
import type { EarningListCommand } from './commands.ts';
import type { EarningListEvent } from './events.ts';

/** Rules that have not ended, in the order of listing. Every cart looks at all of them, so they are few. */
export type EarningList = { readonly ruleIds: readonly string[] };

export const earningListDecider: Decider<EarningList, EarningListCommand, EarningListEvent, 'TooManyEarningRules'> = {
  initial: { ruleIds: [] },
  evolve: ({ ruleIds }, { type, data: { ruleId } }) => {
    const others = ruleIds.filter((id) => id !== ruleId);
    return { ruleIds: type === 'EarningRuleListed' ? [...others, ruleId] : others };
  },
  decide: ({ type, data }, { ruleIds }) => {
    const isListed = ruleIds.includes(data.ruleId);
    if (type === 'DelistEarningRule') return isListed ? [{ type: 'EarningRuleDelisted', data }] : [];
    if (isListed) return [];
    const { listedMax } = earningRules.value;
    if (ruleIds.length >= listedMax)
      return reject('TooManyEarningRules', `There may be ${listedMax} rules, drafts included; end one first.`);
    return [{ type: 'EarningRuleListed', data }];
  },
};
