import type { Domain } from '../kernel/aggregate.ts';
import { earningRule } from './aggregate.ts';
import { earningRuleList } from './list/aggregate.ts';
import { earningReads, earningWrites } from './routes.ts';

export { earningRule, earningRuleList };
export { EARNING_LIST } from './list/aggregate.ts';
export { isInForce } from './budget.ts';
export { bonusLeft, type EarningRule } from './state.ts';
export const earningDomain: Domain = {
  name: 'earning',
  aggregates: [earningRule, earningRuleList],
  projections: [],
  writes: earningWrites,
  reads: earningReads,
};
