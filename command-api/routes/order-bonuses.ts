import { earningRule } from '../../domains/earning/index.ts';
import { instantAfter } from '../../domains/kernel/calendar.ts';
import type { WriteContext } from '../../domains/kernel/routes.ts';
import { product } from '../../domains/catalogue/index.ts';
import type { OrderLine } from '../../domains/order/index.ts';
import { earningRules } from '../../domains/policy/coins.ts';
import { bonusesOf, cutBonus, portionOf } from '../../domains/pricing/index.ts';
import type { OrderId, UserId } from '../../event-schemas/primitives.ts';
import { shopFacts } from '../../domains/shop-facts.ts';
import type { Quote } from './order-quote.ts';

/** For whom, and what budgets have the coins under. */
type Buying = { readonly orderId: OrderId; readonly userId: UserId };

/**
 * The lines with the coins that rules add, as they will be paid whatever becomes of the rules. A budget is asked before the order
 * is placed, so that what the buyer is told is what they get; from then on the order's process looks after it.
 */
export const linesWithBonuses = async (
  { lines, articles, rules }: Pick<Quote, 'lines' | 'articles' | 'rules'>,
  { orderId, userId }: Buying,
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

const rulesOfNow = async ({ userId }: Buying, context: WriteContext) => {
  const shop = shopFacts(context);
  return shop.earningRules(await shop.segments(userId, context.now), context.now);
};

/** Lines that were priced before, with the coins that rules add for this buyer now. */
export const pricedLinesWithBonuses = async (
  lines: readonly OrderLine[],
  buying: Buying,
  context: WriteContext,
): Promise<OrderLine[]> => {
  const rules = await rulesOfNow(buying, context);
  const articles = await Promise.all(
    lines.map(async ({ lineId, productId, quantity, vendorId, mrpPaise, unitPaise: pricePaise }) => {
      const categoryIds = (await context.facts(product, productId)).state?.details.categoryIds ?? [];
      return { lineId, productId, quantity, vendorId, mrpPaise, pricePaise, categoryIds };
    }),
  );
  return linesWithBonuses({ lines: [...lines], articles, rules }, buying, context);
};

/** A line of an order, and how many of its pieces stay in it. */
type Kept = Pick<OrderLine, 'earning'> & { readonly quantity: number; readonly wholeQuantity: number };
const coinsBy = (ruleId: string, lines: readonly Kept[]): number =>
  lines
    .filter(({ earning }) => earning?.bonus?.ruleId === ruleId)
    .reduce((sum, line) => sum + portionOf(line.earning!.bonus!.coins, line.quantity, line.wholeQuantity), 0);

/**
 * Lines that are to join an order, with the coins that rules add. They are reserved under the change (`orderId`), as if it were an
 * order of its own; what one order may get by a rule counts over the joining and the kept lines.
 */
export const joiningLinesWithBonuses = async (
  { lines, articles }: Pick<Quote, 'lines' | 'articles'>,
  { kept, ...buying }: Buying & { readonly kept: readonly Kept[] },
  context: WriteContext,
): Promise<OrderLine[]> => {
  const rules = (await rulesOfNow(buying, context)).map((rule) =>
    rule.orderMax === undefined ? rule : { ...rule, orderMax: Math.max(0, rule.orderMax - coinsBy(rule.ruleId, kept)) },
  );
  const joining = await linesWithBonuses({ lines, articles, rules }, buying, context);
  return joining.map((line) => {
    const { earning } = line;
    if (earning?.bonus === undefined) return line;
    return { ...line, earning: { ...earning, bonus: { ...earning.bonus, bookingId: buying.orderId } } };
  });
};
