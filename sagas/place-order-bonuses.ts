import type { EarningCommand } from '../domains/earning/commands.ts';
import { derivedId } from '../domains/kernel/derived-id.ts';
import type { SagaCommand } from '../domains/kernel/saga.ts';
import type { LineEarning } from '../domains/order/lines.ts';
import type { OrderId } from '../event-schemas/primitives.ts';
import type { OrderFacts } from './place-order-state.ts';

type Promised = Pick<OrderFacts, 'orderId' | 'bonuses'>;

type BudgetBonus = { readonly ruleId: string; readonly coins: number; readonly bookingId?: OrderId };
/** What lines have out of the budgets of rules, summed for each rule and what it has them under. */
export const budgetBonuses = (lines: readonly { readonly earning?: LineEarning | undefined }[]): BudgetBonus[] => {
  const sums = new Map<string, BudgetBonus>();
  for (const { earning } of lines) {
    if (earning?.bonus?.reserved !== true) continue;
    const { ruleId, coins, bookingId } = earning.bonus;
    const key = bonusKey(ruleId, bookingId);
    const sum = (sums.get(key)?.coins ?? 0) + coins;
    sums.set(key, { ruleId, coins: sum, ...(bookingId === undefined ? {} : { bookingId }) });
  }
  return [...sums.values()];
};

export const bonusKey = (ruleId: string, bookingId?: string): string =>
  bookingId === undefined ? `bonus:${ruleId}` : `bonus:${ruleId}:${bookingId}`;

/** What the order was promised out of the budgets of rules is its own from now on. */
export const keepBonuses = ({ orderId, bonuses = [] }: Promised): SagaCommand<EarningCommand>[] =>
  bonuses.map(({ ruleId, coins }) => ({
    type: 'KeepBonus',
    key: bonusKey(ruleId),
    data: { ruleId, orderId, coins },
  }));

/** Gives budgets back what the order kept of them; all of it, or what was `held`. */
export const releaseBonuses = (
  { orderId, bonuses = [] }: Promised,
  held?: readonly string[],
): SagaCommand<EarningCommand>[] =>
  bonuses
    .filter(({ ruleId }) => held?.includes(bonusKey(ruleId)) ?? true)
    .map(({ ruleId }) => ({
      type: 'ReleaseBonus',
      key: `release:${ruleId}`,
      data: { ruleId, orderId, causeId: derivedId('bonus not earned', orderId) },
    }));
