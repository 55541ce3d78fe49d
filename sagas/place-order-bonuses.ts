import type { EarningCommand } from '../domains/earning/commands.ts';
import { derivedId } from '../domains/kernel/derived-id.ts';
import type { SagaCommand } from '../domains/kernel/saga.ts';
import type { LineEarning } from '../domains/order/lines.ts';
import type { OrderFacts } from './place-order-state.ts';

/** What lines have out of the budgets of rules, summed for each rule. */
export const budgetBonuses = (
  lines: readonly { readonly earning?: LineEarning | undefined }[],
): { readonly ruleId: string; readonly coins: number }[] => {
  const byRule = new Map<string, number>();
  for (const { earning } of lines)
    if (earning?.bonus?.reserved === true)
      byRule.set(earning.bonus.ruleId, (byRule.get(earning.bonus.ruleId) ?? 0) + earning.bonus.coins);
  return [...byRule].map(([ruleId, coins]) => ({ ruleId, coins }));
};

const bonusKey = (ruleId: string): string => `bonus:${ruleId}`;

/** What the order was promised out of the budgets of rules is its own from now on. */
export const keepBonuses = ({ orderId, bonuses = [] }: OrderFacts): SagaCommand<EarningCommand>[] =>
  bonuses.map(({ ruleId, coins }) => ({
    type: 'KeepBonus',
    key: bonusKey(ruleId),
    data: { ruleId, orderId, coins },
  }));

/** Gives budgets back what the order kept of them; all of it, or what was `held`. */
export const releaseBonuses = (
  { orderId, bonuses = [] }: OrderFacts,
  held?: readonly string[],
): SagaCommand<EarningCommand>[] =>
  bonuses
    .filter(({ ruleId }) => held?.includes(bonusKey(ruleId)) ?? true)
    .map(({ ruleId }) => ({
      type: 'ReleaseBonus',
      key: `release:${ruleId}`,
      data: { ruleId, orderId, causeId: derivedId('bonus not earned', orderId) },
    }));
