import { earningRule } from '../../domains/earning/index.ts';
import { instantAfter } from '../../domains/kernel/calendar.ts';
import type { WriteContext } from '../../domains/kernel/routes.ts';
import type { OrderLine } from '../../domains/order/index.ts';
import { earningRules } from '../../domains/policy/coins.ts';
import { bonusesOf, cutBonus } from '../../domains/pricing/index.ts';
import type { OrderId, UserId } from '../../event-schemas/primitives.ts';
import type { Quote } from './order-quote.ts';

/**
 * The lines with the coins that rules add, as they will be paid whatever becomes of the rules. A budget is asked before the order
 * is placed, so that what the buyer is told is what they get; from then on the order's process looks after it.
 */
export const linesWithBonuses = async (
  { lines, articles, rules }: Quote,
  { orderId, userId }: { readonly orderId: OrderId; readonly userId: UserId },
  context: WriteContext,
): Promise<OrderLine[]> => {
  const bonuses = bonusesOf(
    lines.map((line, index) => ({ ...articles[index]!, ...line })),
    rules,
  );
  let bonusLines = lines;
  for (const { ruleId, name, hasBudget } of rules) {
    const asked = bonuses.map((bonus) => (bonus?.ruleId === ruleId ? bonus.coins : 0));
    const coins = asked.reduce((sum, part) => sum + part, 0);
    if (coins === 0) continue;
    const expiresAt = instantAfter(context.now, earningRules.value.reservedMs);
    const reserve = { type: 'ReserveBonus' as const, data: { ruleId, orderId, userId, coins, expiresAt } };
    const granted = hasBudget
      ? ((await context.send(earningRule, reserve)).state.uses.get(orderId)?.coins ?? 0)
      : coins;
    const parts = cutBonus(asked, granted);
    bonusLines = bonusLines.map((line, index) => {
      const part = parts[index]!;
      const { basisPoints } = line.earning!;
      if (part === 0) return line;
      return { ...line, earning: { basisPoints, bonus: { ruleId, name, coins: part, reserved: hasBudget } } };
    });
  }
  return bonusLines;
};
